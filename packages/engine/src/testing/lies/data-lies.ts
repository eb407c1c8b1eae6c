/** Lies that only data can refute: swapped bytes, damaged documents, wrong executions. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { History } from '../history.ts'
import { telling } from './telling.ts'
import type { Lie } from './telling.ts'

export function dataLies(honest: History): readonly Lie[] {
  const { unitOf, first, inBatch, lieInUnit, withHeader, colluding, swapped, withSpec } =
    telling(honest)
  return [
    [
      'a wrong output all agree on',
      ['OUTPUT_DIFFERS'],
      first,
      colluding(() => ({ outputHash: digestOf(utf8('wrong')) })),
    ],
    [
      'a wrong fuel all agree on',
      ['FUEL_DIFFERS'],
      first,
      colluding(({ fuel }) => ({ fuel: fuel + 1n })),
    ],
    [
      'a wrong end all agree on',
      ['EXIT_CLASS_DIFFERS'],
      first,
      colluding(() => ({ exitClass: 'trapped', fuel: 0n })),
    ],
    [
      'a program swapped behind its digest',
      ['PROGRAM_DAMAGED'],
      first,
      swapped(() => honest.specs[0]?.program as Digest),
    ],
    [
      'an input swapped behind its digest',
      ['INPUT_DAMAGED'],
      first,
      swapped(() => honest.specs[0]?.files[0]?.digest as Digest),
    ],
    [
      'a specification swapped behind the job’s id',
      ['JOB_DAMAGED'],
      () => ({ batchId: 1, jobId: unitOf(1).jobId }),
      swapped(() => unitOf(1).jobId as string as Digest),
    ],
    [
      'a job whose units nobody can derive',
      ['JOB_DAMAGED'],
      inBatch(1),
      withSpec({ args: ['{nobody}'] }),
    ],
    [
      'a job whose arguments are a bomb',
      ['JOB_DAMAGED'],
      inBatch(1),
      withSpec({
        axes: [{ name: 'n', values: ['x'.repeat(4_096)] }],
        args: Array(250).fill('{n}'.repeat(20)),
      }),
    ],
    [
      'a bundle that is none',
      ['BUNDLE_UNREADABLE'],
      inBatch(1),
      () => {
        const bytes = utf8('{}')
        const told = withHeader(1, (content) => ({ ...content, dataHash: digestOf(bytes) }))()
        told.blobs.set(digestOf(bytes), bytes)
        return told
      },
    ],
    [
      'a bundle rewritten after the commit',
      ['BUNDLE_DAMAGED', 'RECEIPT_BAD_SIGNATURE'],
      inBatch(1),
      () => {
        const told = lieInUnit((unit) => ({
          ...unit,
          receipts: unit.receipts.map((one) => ({ ...one, receipt: { ...one.receipt, fuel: 7n } })),
        }))()
        const blobs = new Map(honest.blobs)
        const [before, after] = [honest, told].map(
          ({ batches }) => batches[0]?.header.dataHash as Digest,
        )
        blobs.set(before as Digest, told.blobs.get(after as Digest) as Uint8Array)
        return { ...honest, blobs }
      },
    ],
  ]
}
