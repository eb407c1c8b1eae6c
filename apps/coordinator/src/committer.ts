/** Who signs commits: a keystore, a signer elsewhere, or a local chain's plain key. */
import { readFile } from 'node:fs/promises'
import { decryptKeystore, keySigner, localChainId, readPassword, remoteSigner } from '@pumasi/chain'
import type { TransactionSigner } from '@pumasi/chain'
import { readSecret } from '@pumasi/daemon'
import { GridError } from '@pumasi/domain'
import type { LedgerIdentity } from '@pumasi/engine'
import type { SettingValues } from './config/settings.ts'

type Choice = SettingValues<
  | 'committer-keystore'
  | 'committer-password'
  | 'committer-signer'
  | 'committer-account'
  | 'committer-key'
>

/**
 * Opens whichever was chosen; `hide` keeps a secret out of the log.
 * @throws `KEYSTORE_*`, `PASSWORD_MISSING`, `SECRET_*`, `CHAIN_BAD_KEY`, `CHAIN_BAD_URL`
 */
export async function openCommitter(
  config: Choice,
  hide: (...secrets: readonly (string | undefined)[]) => void,
): Promise<TransactionSigner> {
  const url = config['committer-signer']
  const account = config['committer-account']
  if (url !== undefined && account !== undefined) return remoteSigner({ url, account })
  const keystore = config['committer-keystore']
  const key =
    keystore === undefined
      ? await readSecret(config['committer-key'] ?? '')
      : await unlock(keystore, config['committer-password'])
  hide(key)
  return keySigner(key)
}

async function unlock(file: string, passwordFile: string | undefined) {
  const json = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GridError('KEYSTORE_MISSING', `found no readable keystore ${file}`, {
      hint: 'Make one with `pumasi wallet new FILE`.',
      cause,
    })
  })
  return decryptKeystore(json, await readPassword(passwordFile, `Password of ${file}: `))
}

/** A key that anybody who reads a disk can use is for play money. @throws `KEY_NOT_ENCRYPTED` */
export function assertKeyGuarded(config: Choice, { chainId }: LedgerIdentity): void {
  if (config['committer-key'] === undefined || chainId === BigInt(localChainId)) return
  throw new GridError('KEY_NOT_ENCRYPTED', `found a plain key for chain ${chainId}`, {
    hint:
      'Encrypt it with `pumasi wallet new FILE --key KEYFILE` and give --committer-keystore, ' +
      'or use --committer-signer.',
    details: { chainId },
  })
}
