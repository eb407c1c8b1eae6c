/**
 * Every lie of a host and of a requester that the threat model names, told over the wire to a real
 * coordinator. `lost`, `expired` and `cancelled` are its words for a lease that counts no more.
 */
import { aboutLeases } from './about-leases.ts'
import { aboutOutputs } from './about-outputs.ts'
import { aboutSignatures } from './about-signatures.ts'
import type { HostLie } from './telling.ts'

export const hostLies: readonly HostLie[] = [...aboutOutputs, ...aboutSignatures, ...aboutLeases]

export { requester, requesterLies, requesterLieKinds, signIn } from './requester-lies.ts'
export { createStage } from './stage.ts'
export type { Stage, StageHost } from './stage.ts'
export { hostLieKinds } from './telling.ts'
export type { Scene } from './telling.ts'
