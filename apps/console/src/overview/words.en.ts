/** What is said when something needs attention, in English; loaded when something does. */
const format = new Intl.NumberFormat('en')
const count = (value: number, one: string, many: string): string =>
  `${format.format(value)} ${value === 1 ? one : many}`

export const attentionEn = {
  heading: 'What needs attention',
  about: 'The most pressing first.',
  upkeep: (steps: number): string =>
    `${count(steps, 'step', 'steps')} of upkeep cannot be done, as said above. The coordinator keeps trying.`,
  unchained: (batches: number, span: string): string =>
    `${count(batches, 'batch waits', 'batches wait')} for the chain, the oldest for ${span}. ` +
    'Look at the chain, and at what the committer has for gas.',
  deserted: 'No host was heard of lately, and units are open: ask for hosts, or start a worker.',
  failing: (failed: number): string =>
    `${count(failed, 'unit has', 'units have')} failed. Look at their reasons, and pause the job if need be:`,
  paused: 'Paused; resume it when what stopped it is mended:',
  keptOut: (hosts: number): string =>
    `${count(hosts, 'host gets', 'hosts get')} no work. Their accounts say why:`,
  toAccounts: 'accounts',
  reason: 'Why try again now',
  retry: 'Try again now',
  retried: 'Upkeep tries again at its next turn.',
  failed: 'That was not done',
}
