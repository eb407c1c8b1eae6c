/** An honest history on a real ledger, and a mirror of it: what commands are tried against. */
import { recordHistory } from '@pumasi/engine/testing'
import { startRealChain } from './real-ledger.ts'

export async function startHonestLedger() {
  const chain = await startRealChain()
  const honest = await recordHistory(await chain.deploy())
  return {
    chain,
    honest,
    /** What the contract has of it: three batches. */
    onChain: await (await chain.commit(honest)).fetchBatches(1, 3),
    /** The folder of a mirror. */
    copy: await chain.keep(honest, 'honest-'),
    /** Options that name the ledger. */
    here: chain.options(honest.identity),
  }
}
