/**
 * The network of an address: as much of it as its holder cannot change at will.
 *
 * Addresses come from the socket, or from a proxy the operator trusts, as text of any kind.
 */
import { isIP } from 'node:net'

/** How many leading bits of each kind of address count; whole bytes of v4, whole groups of v6. */
export interface Reach {
  readonly v4: 24 | 32
  readonly v6: 48 | 64
}

/** Whom one line gets: one IPv4 address, or one network of IPv6. */
export const aLine: Reach = { v4: 32, v6: 64 }
/** What one customer may get, or one building: neighbours count as one. */
export const aSite: Reach = { v4: 24, v6: 48 }

/** Nothing that is an address: all such callers count as one. */
const NOWHERE = 'nowhere'

/** A caller that has left already has no address. */
export function networkOf(address: string | undefined, reach: Reach): string {
  const plain = (address ?? '').split('%')[0] ?? ''
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1] ?? plain
  if (isIP(mapped) === 4) {
    const kept = mapped.split('.').slice(0, reach.v4 / 8)
    return reach.v4 === 32 ? mapped : `${kept.join('.')}.0/${reach.v4}`
  }
  if (isIP(mapped) !== 6) return NOWHERE
  const [head = '', tail] = mapped.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const groups = [...front, ...Array<string>(zeros).fill('0'), ...back]
  const kept = groups.slice(0, reach.v6 / 16).map((group) => parseInt(group, 16).toString(16))
  return `${kept.join(':')}::/${reach.v6}`
}

/** An address of this machine: whoever comes from there stands behind nothing that is known. */
export function isLoopback(address: string | undefined): boolean {
  const plain = (address ?? '').replace(/^::ffff:/i, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
