/** The attestors of a local grid: keys under passwords, and a process for each. */
import { accountOfKeystore, encryptKeystore } from '@pumasi/chain'
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { entryPoints } from '../commands/processes.ts'
import type { DataDir } from './data-dir.ts'
import { supervise } from './supervise.ts'
import type { SupervisedChild } from './supervise.ts'

export const attestorNames = ['attestor-1', 'attestor-2'] as const

export interface AttestorKey {
  readonly name: string
  readonly account: Account
  readonly keystore: string
  readonly password: string
}

export type Attestor = SupervisedChild<{ readonly account: Account }>

/** Units of each batch every attestor executes again: the audit at the end looks once more. */
const SAMPLE = 1

/** The keys, made at the first start. @throws `DATA_DIR_DAMAGED` */
export const keepAttestors = (dir: DataDir): Promise<readonly AttestorKey[]> =>
  Promise.all(attestorNames.map((name) => keepAttestor(dir, name)))

async function keepAttestor(dir: DataDir, name: string): Promise<AttestorKey> {
  const secret = await dir.keepKey(`${name}-password`)
  const json = await dir.keepText(`${name}.json`, (key) => encryptKeystore(key, secret))
  const account = accountOfKeystore(json)
  const keystore = dir.path('keys', `${name}.json`)
  if (account === null)
    throw new GridError('DATA_DIR_DAMAGED', `found something else than a keystore in ${keystore}`, {
      hint: 'Restore the file from a copy, or choose another directory with --data.',
    })
  return { name, account, keystore, password: dir.path('keys', `${name}-password.key`) }
}

export interface AttestorPlace {
  readonly coordinator: string
  readonly rpc: string
  readonly ledger: Account
}

export const startAttestor = (
  dir: DataDir,
  { name, keystore, password }: AttestorKey,
  place: AttestorPlace,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Attestor> =>
  supervise(
    {
      name,
      entry: entryPoints.pumasi,
      logFile: dir.path('logs', `${name}.log`),
      args: () => [
        'attest',
        ...Object.entries({ ...place, keystore, password, sample: String(SAMPLE) }).flatMap(
          ([option, value]) => [`--${option}`, value],
        ),
      ],
    },
    say,
    signal,
  )
