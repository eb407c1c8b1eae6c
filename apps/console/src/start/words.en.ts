/** What the page for beginners says, in English. */
export const startEn = {
  title: 'Start here',
  lead: 'Three ways to take part. Each works within a minute, and none needs an account.',
  tab: {
    heading: '1. This tab',
    about: 'Nothing to install. It computes while the tab is open and stops when you close it.',
    open: 'Open the page and press Start',
  },
  command: {
    heading: '2. One command',
    about:
      'In a copy of this project, with npm and Node 20 or newer. Ctrl-C finishes what is under way and ends it.',
    copy: 'the command',
    gentle:
      'With half the time of one core, at night only or not at all on battery: every option is listed by',
    pair: 'Let it earn for a wallet of this browser',
  },
  service: {
    heading: '3. A service',
    about:
      'Goes on after every start of a Linux machine, at the lowest priority. Save this as the file below, then run the commands.',
    file: 'The file',
    text: 'the service file',
    commands: 'The commands',
    commandsText: 'the commands of the service',
    where: 'It expects the copy of the project in ~/pumasi.',
  },
  after: {
    heading: 'What happens then',
    facts: [
      'The machine asks for a unit of work, runs it in a sandbox and signs what came out.',
      'Others run the same unit. When enough accounts agree, the unit is believed and each of them earns credit.',
      'Believed units go to a ledger on a chain, where anyone can check them for ever.',
      'A command or service keeps its wallet in .pumasi/worker/wallet.key: copy that file, nobody else has it.',
    ],
  },
}
