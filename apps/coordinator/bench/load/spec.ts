/** The job that hosts of a load generator pretend to run. */
import { digestOf, emptyOutput, encodeOutput, utf8 } from '@pumasi/domain'
import type { JobSpec } from '@pumasi/domain'

export const programBytes = utf8('a program that nobody runs')

/** Distinct outputs that units have in turn; uploaded before the clock starts. */
export const OUTPUTS = 1_000

export const outputOf = (n: number): Uint8Array =>
  encodeOutput({ ...emptyOutput('exited'), stdout: utf8(`output ${n}`) })

export interface JobShape {
  readonly name: string
  readonly units: number
  /** Null where accounts' records decide, with audit draws. */
  readonly quorum: number | null
}

export const benchSpec = ({ name, units, quorum }: JobShape): JobSpec => ({
  ...(quorum === null ? { version: 2, trust: { kind: 'adaptive' } } : { version: 1, quorum }),
  name,
  nonce: '',
  requester: null,
  program: digestOf(programBytes),
  args: ['{n}'],
  axes: [{ name: 'n', from: 1, to: units }],
  stdin: [],
  files: [],
  limits: { fuelMax: 1_000_000_000n, memoryMaxBytes: 65_536, outputMaxBytes: 10_000 },
})
