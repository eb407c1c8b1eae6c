/** The blob store that the configuration names: a folder, or a bucket. */
import { join } from 'node:path'
import { openFileBlobs, openS3Blobs } from '@pumasi/store'
import type { StreamedBlobs } from '@pumasi/store'
import type { Config } from '../config/settings.ts'

/** The settings that say where blobs are. */
export const blobSettings = [
  ...(['data', 's3-endpoint', 's3-bucket', 's3-region'] as const),
  ...(['s3-access-key-id', 's3-secret-access-key'] as const),
] as const

/** @throws `BLOB_UNREACHABLE` */
export async function openBlobs(
  config: Pick<Config, (typeof blobSettings)[number]>,
): Promise<StreamedBlobs> {
  const endpoint = config['s3-endpoint']
  if (endpoint === undefined) return openFileBlobs(join(config.data, 'blobs'))
  return openS3Blobs({
    endpoint,
    bucket: config['s3-bucket'] ?? '',
    region: config['s3-region'],
    accessKeyId: config['s3-access-key-id'] ?? '',
    secretAccessKey: config['s3-secret-access-key'] ?? '',
    spoolFolder: join(config.data, 'spool'),
  })
}
