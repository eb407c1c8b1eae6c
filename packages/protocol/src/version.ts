/**
 * Versions of the wire. A coordinator speaks every version from least to newest; a worker or a
 * requester's program asks it which, and speaks the newest that both know.
 *
 * 1: `host.acquire` has a count. 2: it may have the host's room beside it.
 */
import { GridError } from '@pumasi/domain'

export const PROTOCOL_VERSION = 2
export const PROTOCOL_VERSION_LEAST = 1

/** Versions somebody speaks. */
export interface VersionRange {
  readonly protocolVersion: number
  readonly protocolVersionLeast: number
}

const ours: VersionRange = {
  protocolVersion: PROTOCOL_VERSION,
  protocolVersionLeast: PROTOCOL_VERSION_LEAST,
}

/** @throws `PROTOCOL_VERSION_UNKNOWN` for a host's version that is not spoken here */
export function assertVersionSpoken(version: number): void {
  if (version >= PROTOCOL_VERSION_LEAST && version <= PROTOCOL_VERSION) return
  throw unknownVersion(`version ${version}`, ours)
}

/** The newest version both sides speak. @throws `PROTOCOL_VERSION_UNKNOWN` when there is none */
export function chooseVersion(theirs: VersionRange): number {
  const newest = Math.min(PROTOCOL_VERSION, theirs.protocolVersion)
  if (newest >= Math.max(PROTOCOL_VERSION_LEAST, theirs.protocolVersionLeast)) return newest
  throw unknownVersion(`versions ${describe(theirs)}`, ours)
}

const describe = ({ protocolVersionLeast, protocolVersion }: VersionRange): string =>
  `${protocolVersionLeast} to ${protocolVersion}`

const unknownVersion = (found: string, expected: VersionRange): GridError =>
  new GridError(
    'PROTOCOL_VERSION_UNKNOWN',
    `found protocol ${found}, expected one of ${describe(expected)}`,
    {
      hint: 'Update the program that asks, or the coordinator, whichever is older.',
      details: { ...expected },
    },
  )
