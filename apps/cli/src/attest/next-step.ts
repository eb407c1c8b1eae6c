/** What an attestor does about a batch or a challenge that got no answer. */
import type { Finding, GapCode } from '@pumasi/engine'

/** What is missing here; that it is there elsewhere is the hope of every attempt. */
const gaps: Readonly<Record<GapCode, string>> = {
  DATA_MISSING: 'Ask the coordinator to put the data back, or give --mirror a copy that has them.',
  DATA_UNREACHABLE: 'See that the mirror answers, or give --mirror another copy.',
  NOT_REEXECUTED: 'See that this machine has memory and disk left, or attest on a larger one.',
  VERSION_UNKNOWN: 'Attest with the version of Pumasi that has this rewriter.',
  NOT_FOLDED: 'Give --mirror a copy that has the bundles of all batches before.',
  SEED_UNREACHABLE: 'Wait until your node has this block, or give --rpc another one.',
  CHAIN_BEHIND: 'Wait until your node has caught up, or give --rpc another one.',
}

export const nextStepOf = ({ kind, code }: Pick<Finding, 'kind' | 'code'>): string =>
  kind === 'gap'
    ? gaps[code as GapCode]
    : `Keep the data as evidence; docs/auditing.md says what ${code} means and what to do.`
