/** Where accounts' records decide: accounts that are known, and what batches still owe. */
import { setTimeout as pause } from 'node:timers/promises'
import { newAccountTrust } from '@pumasi/rules'
import { runOn } from '../postgres.ts'

/** Units each account has had believed: a machine of three months. */
const HISTORY = 20_000
const LOOK_MS = 100

/** Makes every account that has a host one that is established. */
export async function establishHosts(url: string): Promise<void> {
  const trust = JSON.stringify({ ...newAccountTrust, history: HISTORY, sealed: HISTORY })
  await runOn(
    url,
    `INSERT INTO accounts (account, trust, strikes, history, established, provisional, open, reason,
       sealed_at_ms, sealed_in)
     SELECT DISTINCT account, '${trust}'::jsonb, 0, ${HISTORY}, true, false, false, 'Known.', 0, 0
     FROM hosts`,
  )
}

export interface Drained {
  /** From now until nothing waits to be sealed or drawn. */
  readonly lagSeconds: number
  /** Units among the receipts, as a share; the others ran again what was run. */
  readonly share: number
  readonly checks: number
}

/** Waits until batches have sealed and drawn every receipt. */
export async function drain(url: string): Promise<Drained> {
  const startedAt = performance.now()
  const waits = `SELECT 1 FROM receipts WHERE trust_state IN ('accepted', 'undrawn') LIMIT 1`
  while ((await runOn(url, waits)).length > 0) await pause(LOOK_MS)
  const lagSeconds = (performance.now() - startedAt) / 1_000
  const [row] = await runOn(
    url,
    `SELECT count(*)::int AS receipts, count(DISTINCT (job, unit_index))::int AS units FROM receipts`,
  )
  const [receipts, units] = [Number(row?.['receipts']), Number(row?.['units'])]
  return { lagSeconds, share: units / receipts, checks: receipts - units }
}
