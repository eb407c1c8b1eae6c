/** A page that fetches cases, runs them in Web Workers and sends back what it found. */
import { createBrowserExecutor } from '@pumasi/sandbox/browser'
import { findAll } from '../wire.ts'
import type { Case } from '../wire.ts'

interface Answer {
  json(): Promise<unknown>
}
declare const fetch: (path: string, options?: { method: 'POST'; body: string }) => Promise<Answer>

const executor = createBrowserExecutor({ threads: 2 })
try {
  const cases = (await (await fetch('/cases')).json()) as Case[]
  await fetch('/findings', { method: 'POST', body: JSON.stringify(await findAll(executor, cases)) })
} catch (error) {
  await fetch('/failure', { method: 'POST', body: String(error) })
}
await executor.close()
