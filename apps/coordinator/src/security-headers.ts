/**
 * What browsers are told to refuse.
 *
 * The page runs scripts of this origin only and speaks to this origin only. The folder `sandbox/`
 * of the console holds the worker that runs programs of strangers: a worker takes its policy from
 * its own answer, and that one may compile WebAssembly but speak to nobody. The page may not
 * compile (docs/adr/0024). The folder `chain/` holds the worker that asks the node of a chain that
 * the visitor chose: it alone may speak to others (docs/adr/0025).
 */
const pagePolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'worker-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'font-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

const sandboxPolicy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

const chainPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'connect-src': 'http: https:',
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

const write = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')

const headersWith = (policy: Readonly<Record<string, string>>) => ({
  'content-security-policy': write(policy),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})

const pageHeaders = headersWith(pagePolicy)
const workerHeaders = { sandbox: headersWith(sandboxPolicy), chain: headersWith(chainPolicy) }

/** The headers of every answer, by the path that was asked for. */
export function securityHeadersAt(url: string): Readonly<Record<string, string>> {
  const [, folder] = /^\/(sandbox|chain)\/[\w-]+\.js$/.exec(url) ?? []
  return folder === undefined ? pageHeaders : workerHeaders[folder as keyof typeof workerHeaders]
}
