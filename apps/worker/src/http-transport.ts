/** The worker's transport: the wire's host connection with this machine's name and hash. */
import { createHash } from 'node:crypto'
import { arch, platform } from 'node:os'
import { toHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { connectHost } from '@pumasi/protocol'
import type { SigningDomain } from '@pumasi/proof'
import type { Transport } from '@pumasi/engine'
import type { WorkerKeys } from './keys.ts'

export interface TransportOptions {
  readonly url: string
  readonly keys: WorkerKeys
  readonly name: string
}

/** What kind of machine this is, for people. */
export const thisPlatform = `${platform()} ${arch()}, Node ${process.versions.node}`

/** Connects, without registering yet. @throws `COORDINATOR_UNREACHABLE` */
export async function connect({ url, keys, name }: TransportOptions): Promise<{
  readonly transport: Transport
  readonly domain: SigningDomain
}> {
  const { connection, domain } = await connectHost({
    ...{ url, name, identity: keys },
    platform: thisPlatform,
    digestOf: (bytes) => toHex(createHash('sha256').update(bytes).digest()) as Digest,
  })
  return { transport: connection, domain }
}
