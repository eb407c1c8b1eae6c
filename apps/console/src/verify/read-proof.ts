/** Proof files from a visitor's disk, or from the coordinator: through the same door. */
import { utf8 } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import { PROOF_FILE_BYTES_MAX, decodeProofFile } from '@pumasi/proof'
import type { ProofFile } from '@pumasi/proof'
import type { GridClient } from '@pumasi/protocol'

/** Reads one byte more than a proof may have at most. @throws `PROOF_FILE_UNREADABLE` */
export const readProofFile = async (file: Blob): Promise<ProofFile> =>
  decodeProofFile(new Uint8Array(await file.slice(0, PROOF_FILE_BYTES_MAX + 1).arrayBuffer()))

/** @throws `UNIT_NOT_PROVEN`, `PROOF_FILE_UNREADABLE`, what a call throws */
export const fetchProofFile = async (
  client: Pick<GridClient, 'job'>,
  jobId: JobId,
  unitIndex: number,
): Promise<ProofFile> => decodeProofFile(utf8(await client.job.proof.query({ jobId, unitIndex })))
