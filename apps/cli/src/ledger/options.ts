/** What commands ask for that act on a ledger: where it is, and who pays. */
import {
  accountOfKeystore,
  decryptKeystore,
  keySigner,
  openActions,
  readPassword,
} from '@pumasi/chain'
import { GridError, decodeUtf8, formatCount } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { LedgerActions, Rehearsal } from '@pumasi/engine'
import type { Command } from 'commander'
import { addressOption, readNamed, urlOption } from '../terminal/options.ts'

export interface LedgerOptions {
  readonly rpc: string
  readonly ledger: Account
  readonly json?: boolean
}

export interface WalletOptions {
  readonly keystore?: string
  readonly password?: string
}

export const addLedgerOptions = (command: Command): Command =>
  command
    .requiredOption('--rpc <url>', 'JSON-RPC endpoint of a node you trust', urlOption)
    .requiredOption('--ledger <address>', 'the ledger contract', addressOption)

export const addWalletOptions = (command: Command): Command =>
  command
    .option('--keystore <file>', 'the wallet that pays: an encrypted keystore (see pumasi wallet)')
    .option('--password <file>', 'file with its password; asked for when not given')

const readKeystore = async ({ keystore }: WalletOptions): Promise<string> => {
  if (keystore !== undefined) return decodeUtf8(await readNamed(keystore))
  throw new GridError('USAGE', 'found no --keystore, expected a wallet', {
    hint: 'Make one with pumasi wallet new FILE.',
  })
}

/** Whose wallet it is, as far as the file says: no password is asked for. */
export async function namedAccount(options: WalletOptions): Promise<Account> {
  const account = accountOfKeystore(await readKeystore(options))
  if (account !== null) return account
  throw new GridError('USAGE', 'found a keystore that names no account', {
    hint: 'See which it is with pumasi wallet address FILE --check.',
  })
}

/**
 * Asks for the password, and opens the ledger for actions that the wallet pays.
 * @throws `USAGE`, `FILE_MISSING`, `KEYSTORE_DAMAGED`, `KEYSTORE_WRONG_PASSWORD`
 */
export async function openWallet(
  { rpc, ledger }: LedgerOptions,
  options: WalletOptions,
): Promise<LedgerActions> {
  const sealed = await readKeystore(options)
  const password = await readPassword(options.password, `Password of ${options.keystore}: `)
  const signer = keySigner(decryptKeystore(sealed, password))
  return openActions({ rpcUrl: rpc, address: ledger, signer })
}

/** Who a rehearsal is by when nobody was named: the contract does not ask. */
export const anybody = `0x${'00'.repeat(20)}` as Account

/** Wei as the chain's coin, to the digit that matters. */
export const formatWei = (wei: bigint): string => `${(Number(wei) / 1e18).toPrecision(3)} ETH`

export const describeCost = ({ gas, feeWei }: Rehearsal): string =>
  `${formatCount(gas)} gas, about ${formatWei(feeWei)}`
