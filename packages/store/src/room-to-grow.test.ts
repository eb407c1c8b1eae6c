/** New units lie on pages of their own: between millions of old ones each would be a page. */
import { expect, inject, test } from 'vitest'
import { openStore } from './store.ts'
import { acquire, addJob } from './testing/grid.ts'
import { makeDatabase, runOn } from './testing/postgres.ts'

const CHUNKS = 4
const UNITS = 5_000

/** Units come into being and are believed, those of a page one after another. */
const lifeOf = (chunk: number): readonly string[] => {
  const [from, to] = [chunk * UNITS, (chunk + 1) * UNITS - 1]
  const believe = [0, 1, 2].map(
    (third) => `
      UPDATE units SET state = 'believed', vacant = 0, output_hash = sha256(int4send(unit_index)),
        exit_class = 'exited', fuel = 1, rewriter_version = 1, settled_at_ms = 1, batch_id = 1
      WHERE unit_index BETWEEN ${from} AND ${to} AND unit_index % 3 = ${third}`,
  )
  const come = `INSERT INTO units (job, unit_index, wanted, vacant)
    SELECT id, i, 2, 2 FROM jobs, generate_series(${from}, ${to}) i`
  return [come, ...believe]
}

test('units that come into being fill no holes among those that are over', async () => {
  const url = await makeDatabase(inject('postgresUrl'), 'room_to_grow')
  const store = await openStore({ url })
  await addJob(store, { name: 'old', units: CHUNKS * UNITS })
  for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
    for (const sql of lifeOf(chunk)) {
      await runOn(url, sql)
      // What is free becomes known, as by autovacuum.
      await runOn(url, 'VACUUM units')
    }
  }
  await runOn(url, 'UPDATE jobs SET next_unit = unit_count, finished_at_ms = 1')
  await addJob(store, { name: 'new', units: 512 })
  await acquire(store, 1, { count: 512 })
  await store.close()
  const [found] = await runOn(
    url,
    `SELECT count(*)::int AS units, count(DISTINCT (u.ctid::text::point)[0])::int AS pages
     FROM units u JOIN jobs j ON j.id = u.job WHERE j.finished_at_ms IS NULL`,
  )
  const { units, pages } = found as { readonly units: number; readonly pages: number }
  expect(units).toBe(512)
  expect(pages).toBeLessThan(20)
})
