/** The local chain with the grid's ledger on it, found again or deployed. */
import { connectLedger, deployLedger, localChainId, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import { GridError, isGridError } from '@pumasi/domain'
import type { Account, GridErrorShape } from '@pumasi/domain'
import type { LedgerReader } from '@pumasi/engine'
import { accountOfKey } from '@pumasi/proof'
import type { DataDir } from './data-dir.ts'

export interface LocalLedger {
  readonly chain: LocalChain
  readonly ledger: Account
  readonly committerKeyFile: string
  /** Who must sign each batch; nobody on a ledger that an older version deployed. */
  readonly attestors: readonly Account[]
}

export interface LedgerTerms {
  /** Where the console is, whose pages may ask the chain. */
  readonly pageOrigin: string
  /** Who signs each batch, should the ledger be deployed now. */
  readonly attestors: readonly Account[]
}

/**
 * @throws `LEDGER_LOST` when the chain forgot a ledger that cannot be deployed again alike,
 * `LEDGER_VERSION` when another version of Pumasi deployed it
 */
export async function startLedger(
  dir: DataDir,
  { pageOrigin, attestors }: LedgerTerms,
): Promise<LocalLedger> {
  const privateKey = await dir.keepKey('committer')
  const chain = await startLocalChain({
    stateFile: dir.path('chain.state'),
    fund: [accountOfKey(privateKey)],
    pageOrigin,
  })
  try {
    const { rpcUrl } = chain
    const deploy = () => deployLedger({ rpcUrl, privateKey, attestors })
    const known = await dir.readGrid()
    const ledger = known?.ledger ?? (await deploy())
    if (known === null) await dir.writeGrid({ format: 1, chainId: localChainId, ledger })
    else await findAgain(connectLedger({ rpcUrl, address: ledger }), ledger, deploy)
    await chain.save()
    const staff = await connectLedger({ rpcUrl, address: ledger }).fetchStaff()
    const committerKeyFile = dir.path('keys', 'committer.key')
    return { chain, ledger, committerKeyFile, attestors: staff.attestors }
  } catch (error) {
    await chain.close()
    throw error
  }
}

/** A chain begun anew gives the same deployer the same first address, so nothing signed is lost. */
async function findAgain(
  reader: LedgerReader,
  ledger: Account,
  deploy: () => Promise<Account>,
): Promise<void> {
  try {
    await reader.identify()
  } catch (error) {
    if (isGridError(error, 'CHAIN_WRONG_CONTRACT')) throw otherVersion(ledger, error)
    if (!isGridError(error, 'CHAIN_NO_CONTRACT')) throw error
    const deployed = await deploy()
    if (deployed === ledger) return
    throw new GridError(
      'LEDGER_LOST',
      `found no ledger at ${ledger}; a new one is at ${deployed}`,
      {
        hint: 'The local chain lost its ledger: restore chain.state from a copy, or start with a new --data.',
        details: { expected: ledger, found: deployed },
      },
    )
  }
}

const otherVersion = (ledger: Account, { message, details }: GridErrorShape): GridError =>
  new GridError('LEDGER_VERSION', `this folder's ledger cannot be used: ${message}`, {
    hint:
      'It was made by another version of Pumasi: go on with that version, or begin anew with ' +
      'another --data (or move the folder away).',
    details: { ledger, ...details },
  })
