/** The certificate: read again when told, and only taken when it fits its key. */
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { GridError } from '@pumasi/domain'

export interface TlsPair {
  readonly cert: Buffer
  readonly key: Buffer
  readonly minVersion: 'TLSv1.2'
}

export interface TlsFiles {
  /** @throws `TLS_UNUSABLE` */
  readonly read: () => TlsPair
}

/** @param cert file of the chain, @param key file of its private key, both PEM */
export const tlsFiles = (cert: string, key: string): TlsFiles => ({
  read: () => {
    try {
      const pair = { cert: readFileSync(cert), key: readFileSync(key) }
      createSecureContext(pair)
      return { ...pair, minVersion: 'TLSv1.2' }
    } catch (cause) {
      const found = cause instanceof Error ? cause.message : String(cause)
      throw new GridError('TLS_UNUSABLE', `found no usable pair in ${cert} and ${key}: ${found}`, {
        hint: 'Give a certificate chain and the private key that belongs to it, both in PEM.',
        cause,
      })
    }
  },
})
