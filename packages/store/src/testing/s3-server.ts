/** A real S3-compatible server of this machine, with signatures checked, over a folder. */
import { createRequire } from 'node:module'
import type { BucketOptions } from '../blobs/s3-bucket.ts'

/** As much of it as the tests use; it ships no types. */
type S3rver = new (options: {
  readonly address: string
  readonly port: number
  readonly directory: string
  readonly silent: boolean
  readonly configureBuckets: readonly { readonly name: string }[]
}) => { run(): Promise<{ port: number }>; close(): Promise<void> }
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as S3rver

export interface S3Server {
  readonly options: BucketOptions
  readonly close: () => Promise<void>
}

/** Starts it with one bucket, kept in a folder. */
export async function startS3Server(folder: string, onPort = 0): Promise<S3Server> {
  const bucket = 'pumasi'
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: onPort, directory: folder, silent: true },
    configureBuckets: [{ name: bucket }],
  })
  const { port } = await server.run()
  return {
    options: {
      ...{ endpoint: `http://127.0.0.1:${port}`, bucket, region: 'us-east-1' },
      // The one account this server knows.
      ...{ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    },
    close: () => server.close(),
  }
}
