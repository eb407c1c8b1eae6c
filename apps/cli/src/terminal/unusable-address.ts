/** Why an address of this machine cannot be listened on. */
import { GridError } from '@pumasi/domain'

/** The house's words for what `listen` failed with: `PORT_IN_USE` or `ADDRESS_UNUSABLE`. */
export function unusableAddress(
  cause: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): GridError {
  const details = { host, port, code: cause.code }
  if (cause.code === 'EADDRINUSE') {
    return new GridError('PORT_IN_USE', `found port ${port} on ${host} in use`, {
      hint: 'Stop the program that uses it, or choose another one.',
      ...{ details, cause },
    })
  }
  return new GridError('ADDRESS_UNUSABLE', `cannot listen on ${host}, port ${port}`, {
    hint: 'Give an address of this machine, and a port this user may open.',
    ...{ details, cause },
  })
}
