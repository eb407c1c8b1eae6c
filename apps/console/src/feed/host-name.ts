import type { HostView } from '@pumasi/protocol'
import { shortHex } from '../language/formats.ts'

/** What people call an account: the name of its host, and how many more it has, else its number. */
export function hostName(hosts: readonly HostView[], account: string): string {
  const own = hosts.filter((host) => host.account === account)
  const first = own[0]
  if (first === undefined) return shortHex(account)
  return own.length > 1 ? `${first.name} +${own.length - 1}` : first.name
}
