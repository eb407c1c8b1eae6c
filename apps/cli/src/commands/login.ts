/** `pumasi login`, `pumasi logout`: who a coordinator takes this person for. */
import type { Command } from 'commander'
import { decryptKeystore, readPassword } from '@pumasi/chain'
import { signIn, walletOfKey } from '@pumasi/client'
import { decodeUtf8 } from '@pumasi/domain'
import { connectRequester } from '../requester/connection.ts'
import { dropSignIn, keepSignIn } from '../requester/sign-ins.ts'
import { print } from '../terminal/failure.ts'
import { readNamed, urlOption, wholeNumber } from '../terminal/options.ts'

interface PlaceOptions {
  readonly coordinator: string
  readonly json?: boolean
}
interface LoginOptions extends PlaceOptions {
  readonly keystore: string
  readonly password?: string
  readonly hours: number
}

const HOUR_MS = 3_600_000

const addPlace = (command: Command): Command =>
  command
    .option('--coordinator <url>', 'the coordinator', urlOption, 'http://127.0.0.1:4600')
    .option('--json', 'print one JSON document')

export function addLoginCommands(program: Command): void {
  const login = program
    .command('login')
    .description('Sign in to a coordinator with a wallet')
    .requiredOption('--keystore <file>', 'the wallet: an encrypted keystore (see pumasi wallet)')
    .option('--password <file>', 'file with its password; asked for when not given')
    .option('--hours <n>', 'how long to stay signed in', wholeNumber(1), 24)
  addPlace(login)
    .addHelpText(
      'after',
      `
Signs a message (Sign-In with Ethereum, EIP-4361) that costs nothing and moves nothing. What comes
back is kept in a file only you can read; submit and job show it from then on.

Examples:
  pumasi login --keystore wallet.json --coordinator https://grid.example.org
  pumasi logout --coordinator https://grid.example.org`,
    )
    .action(signInThere)
  addPlace(
    program.command('logout').description('Forget the account signed in at a coordinator'),
  ).action(async ({ coordinator, json }: PlaceOptions) => {
    const signedOut = await dropSignIn(coordinator, process.env)
    if (json) print({ signedOut })
    else process.stdout.write(signedOut ? 'signed out\n' : 'nobody was signed in\n')
  })
}

async function signInThere(options: LoginOptions): Promise<void> {
  const { coordinator: url, keystore, password, hours, json } = options
  const sealed = decodeUtf8(await readNamed(keystore))
  const key = decryptKeystore(sealed, await readPassword(password, `Password of ${keystore}: `))
  const signedIn = await signIn(url, walletOfKey(key), hours * HOUR_MS)
  await keepSignIn(url, process.env, signedIn)
  const { call } = await connectRequester({ coordinator: url })
  const { account, operator } = await call((client) => client.account.whoami.query())
  const until = new Date(signedIn.expiresAtMs).toISOString()
  if (json) print({ account, operator, until })
  else process.stdout.write(`${account}${operator ? ', operator' : ''}, until ${until}\n`)
}
