/**
 * A Web Worker that asks the node of a chain what it holds, and holds against it what others say.
 *
 * It is served with a policy of its own: the only script of this origin that may speak to others
 * (docs/adr/0025). It knows the question, the address of the node and that of the ledger.
 */
import { followTransaction, proposeActions } from '@pumasi/chain/proposals'
import { connectLedger } from '@pumasi/chain/reader'
import { GridError, toErrorShape } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { examineBatch, fetchChainEvidence, fetchCreditStanding } from '@pumasi/engine'
import type { CreditProver, ExamineProgress, Mirror } from '@pumasi/engine'
import { creditProofSchema, examineProofFile } from '@pumasi/proof'
import { createGridClient, fetchBlob, toGridError } from '@pumasi/protocol'
import type { Answer, ChainPlace, Progress, Question, Questions, SyncOutlook } from './questions.ts'

/** Time a wallet's transaction may take to get into a block. */
const FOLLOW_MS = 120_000
/** A tab reads no larger bundle, nor specification: whoever has such has a command line. */
const MIRROR_BYTES_MAX = 64 * 1024 * 1024
const PROGRESS_MS = 100
/** Who a sync is tried as: the contract does not ask who pays. */
const anybody = `0x${'00'.repeat(20)}` as Account

const locate = ({ rpcUrl, ledger: address }: ChainPlace) => ({ rpcUrl, address })

/** The coordinator proves, and is not believed: every proof is held against the chain. */
const proveByCoordinator: CreditProver = async ({ id: batchId }, account) => {
  const url = location.origin
  const asked = createGridClient({ url }).accounts.credit.query({ account, batchId })
  const read = creditProofSchema.nullable().safeParse(
    await asked.catch((error: unknown) => {
      throw toGridError(error, url)
    }),
  )
  if (read.success) return read.data
  throw new GridError('CREDIT_UNPROVEN', 'found an answer of the coordinator that is no proof', {
    hint: 'Sync from a mirror with pumasi credit sync, or ask another coordinator.',
  })
}

async function foresee(place: ChainPlace, account: Account): Promise<SyncOutlook> {
  const ledger = connectLedger(locate(place))
  const standing = await fetchCreditStanding(ledger, proveByCoordinator, account)
  const { final, syncable, balanceMicro } = standing
  // A newer batch with the same sum would cost a fee and change nothing.
  const changes = syncable && final?.leaf.cumulativeCreditMicro !== balanceMicro
  const acts = proposeActions({ ...locate(place), from: anybody })
  const proposal = final !== null && changes ? await acts.syncCredit(final) : null
  return { ...standing, identity: await ledger.identify(), proposal }
}

/** Any copy of the data; the engine hashes what it gets. */
const mirrorAt = (url: string): Mirror => ({
  place: url,
  fetchBytes: (digest, sizeMax) =>
    fetchBlob({ url: url.replace(/\/+$/, ''), digestOf: () => digest }, digest, {
      sizeMax: Math.min(sizeMax, MIRROR_BYTES_MAX),
    }),
})

/** Tells the page how far it is, now and then. */
function tellProgress(): (progress: ExamineProgress) => void {
  let toldAtMs = -Infinity
  return (progress) => {
    if (performance.now() - toldAtMs < PROGRESS_MS) return
    toldAtMs = performance.now()
    postMessage({ progress } satisfies Progress)
  }
}

const answers: {
  readonly [Name in keyof Questions]: (
    place: ChainPlace,
    ask: Questions[Name]['ask'],
  ) => Promise<Questions[Name]['answer']>
} = {
  proof: async (place, { file }) =>
    examineProofFile(file, await fetchChainEvidence(connectLedger(locate(place)), file)),
  batch: (place, { batchId, mirror }) =>
    examineBatch(
      { ledger: connectLedger(locate(place)), mirror: mirrorAt(mirror) },
      batchId,
      tellProgress(),
    ),
  credit: (place, { account }) => foresee(place, account),
  account: (place, { account, chainId }) =>
    connectLedger({ ...locate(place), chainId }).fetchAccount(account),
  revocation: async (place, { account }) => {
    const { epoch } = await connectLedger(locate(place)).fetchAccount(account)
    const acts = proposeActions({ ...locate(place), from: account })
    return { epoch, proposal: await acts.revokeSessions() }
  },
  receipt: (place, { txHash }) => followTransaction(locate(place), txHash, FOLLOW_MS),
}

async function answer({ name, place, ask }: Question): Promise<Answer> {
  try {
    return { answer: await answers[name](place, ask as never) }
  } catch (error) {
    const { code, message, hint, retryable } = toErrorShape(error)
    // Details may hold what cannot be sent between threads.
    return { error: { code, message, retryable, details: {}, ...(hint && { hint }) } }
  }
}

onmessage = ({ data }: MessageEvent<Question>) => {
  void answer(data).then((answered) => postMessage(answered))
}
