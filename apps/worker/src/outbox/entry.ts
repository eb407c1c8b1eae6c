/**
 * Entries of the outbox as bytes: a seal, a document, and for a finished unit its output.
 *
 * The seal is the digest of all that follows it, so that a file cut short by a full disk or a power
 * cut, or written by somebody else, is recognised and never acted upon.
 */
import { createHash } from 'node:crypto'
import {
  GridError,
  countSchema,
  digestSchema,
  encodeCanonical,
  fileNameSchema,
  jobIdSchema,
  leaseIdSchema,
  limitsSchema,
  readDocument,
  utf8,
} from '@pumasi/domain'
import { signedReceiptSchema } from '@pumasi/proof'
import type { FinishedUnit, LeasedWork } from '@pumasi/engine'
import { z } from 'zod'

const SEAL = 'pumasi outbox 1 '
const HEX = 64
const HEAD_BYTES = SEAL.length + HEX + 1
const NEWLINE = 0x0a

const inputSchema = z.strictObject({
  program: digestSchema,
  args: z.array(z.string()),
  stdin: digestSchema.nullable(),
  files: z.array(z.strictObject({ name: fileNameSchema, digest: digestSchema })),
  seed: digestSchema,
  limits: limitsSchema,
})

const leasesSchema: z.ZodType<readonly LeasedWork[]> = z.array(
  z.strictObject({
    leaseId: leaseIdSchema,
    jobId: jobIdSchema,
    unitIndex: countSchema,
    expiresAtMs: countSchema,
    input: inputSchema,
    inputHash: digestSchema,
    wallMaxMs: countSchema,
  }),
)

export const encodeLeases = (leases: readonly LeasedWork[]): Uint8Array =>
  seal(
    encodeCanonical(
      leases.map(({ leaseId, jobId, unitIndex, expiresAtMs, input, inputHash, wallMaxMs }) => {
        const { program, args, stdin, seed, limits } = input
        const files = input.files.map(({ name, digest }) => ({ name, digest }))
        const unit = { program, args, stdin, files, seed, limits: { ...limits } }
        return { leaseId, jobId, unitIndex, expiresAtMs, input: unit, inputHash, wallMaxMs }
      }),
    ),
    new Uint8Array(),
  )

/** @throws `OUTBOX_DAMAGED` */
export const decodeLeases = (bytes: Uint8Array): readonly LeasedWork[] =>
  readEntry(bytes, 'leases', leasesSchema).document

export const encodeFinished = ({ signed, output }: FinishedUnit): Uint8Array =>
  seal(encodeCanonical({ receipt: { ...signed.receipt }, signature: signed.signature }), output)

/** @throws `OUTBOX_DAMAGED` */
export function decodeFinished(bytes: Uint8Array): FinishedUnit {
  const { document: signed, rest: output } = readEntry(bytes, 'a receipt', signedReceiptSchema)
  const found = sha256(output)
  if (`0x${found}` === signed.receipt.outputHash) return { signed, output }
  throw damaged(`an output of ${found}, expected ${signed.receipt.outputHash}`)
}

function seal(document: string | Uint8Array, rest: Uint8Array): Uint8Array {
  const text = typeof document === 'string' ? utf8(document) : document
  const body = Buffer.concat([text, Buffer.of(NEWLINE), rest])
  return Buffer.concat([utf8(`${SEAL}${sha256(body)}\n`), body])
}

function readEntry<T>(bytes: Uint8Array, noun: string, schema: z.ZodType<T>) {
  const body = bytes.subarray(HEAD_BYTES)
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1')
  if (head !== `${SEAL}${sha256(body)}\n`) throw damaged(`${bytes.length} bytes without their seal`)
  const end = body.indexOf(NEWLINE)
  if (end < 0) throw damaged('a seal on no document')
  try {
    const document = readDocument(noun, schema, body.subarray(0, end))
    return { document, rest: body.subarray(end + 1) }
  } catch (cause) {
    throw damaged((cause as Error).message, cause)
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const damaged = (found: string, cause?: unknown): GridError =>
  new GridError('OUTBOX_DAMAGED', `found ${found}`, {
    hint: 'The file was set aside; its unit goes to another host.',
    ...(cause === undefined ? {} : { cause }),
  })
