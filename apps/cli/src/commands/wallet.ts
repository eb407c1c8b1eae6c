/** `pumasi wallet`: a key under a password, in a file that every Ethereum client reads. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import {
  accountOfKeystore,
  decryptKeystore,
  encryptKeystore,
  keySigner,
  readPassword,
} from '@pumasi/chain'
import { GridError, decodeUtf8 } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { print } from '../terminal/failure.ts'
import { readNamed } from '../terminal/options.ts'

interface NewOptions {
  readonly key?: string
  readonly password?: string
  readonly json?: boolean
}

export function addWalletCommand(program: Command): void {
  const wallet = program.command('wallet').description('Keep a key under a password, for a chain')
  wallet
    .command('new')
    .description('Make a key, or take one, and keep it encrypted in a new file')
    .argument('<file>', 'the keystore to write; never one that is there')
    .option('--key <file>', 'encrypt the key in this file (0x and 64 digits) instead of a new one')
    .option('--password <file>', 'file with the password; asked for when not given')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The file is a V3 keystore; scrypt makes each guess of its password cost a quarter of a second.

Examples:
  pumasi wallet new committer.json
  pumasi wallet new committer.json --key old.key --password committer.password`,
    )
    .action(makeWallet)
  wallet
    .command('address')
    .description('Print the account of a keystore')
    .argument('<file>', 'the keystore')
    .option('--check', 'also decrypt it, which asks for the password')
    .option('--password <file>', 'file with the password, for --check')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  pumasi wallet address committer.json --check')
    .action(showAddress)
}

async function makeWallet(file: string, { key, password, json }: NewOptions): Promise<void> {
  const privateKey = key === undefined ? toKey(randomBytes(32).toString('hex')) : await readKey(key)
  const { account } = keySigner(privateKey)
  const secret = await readPassword(password, `New password for ${account}: `)
  if (password === undefined && (await readPassword(undefined, 'Once more: ')) !== secret) {
    throw new GridError('USAGE', 'found two different passwords', { hint: 'Try again.' })
  }
  await writeNew(file, `${encryptKeystore(privateKey, secret)}\n`)
  tell(account, file, json)
}

interface AddressOptions extends NewOptions {
  readonly check?: boolean
}

async function showAddress(file: string, { check, password, json }: AddressOptions): Promise<void> {
  const keystore = decodeUtf8(await readNamed(file))
  if (!check) {
    tell(accountOfKeystore(keystore) ?? 'none: it names no account, try --check', file, json)
    return
  }
  const key = decryptKeystore(keystore, await readPassword(password, `Password of ${file}: `))
  tell(keySigner(key).account, file, json)
}

const toKey = (digits: string): Hex => `0x${digits}`

async function readKey(file: string): Promise<Hex> {
  const text = decodeUtf8(await readNamed(file)).trim()
  // Refuses what is no key, without repeating it.
  keySigner(text)
  return text.toLowerCase() as Hex
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
    throw new GridError('USAGE', `cannot write ${file}: ${String((cause as Error).message)}`, {
      hint: 'Give the path of a file that is not there yet: a keystore is never overwritten.',
      cause,
    })
  })
}

function tell(account: Account | string, file: string, json: boolean | undefined): void {
  if (json) print({ account, file })
  else process.stdout.write(`${account}\n`)
}
