/**
 * `nx run coordinator:bench -- [--database URL] [--json] [--check] [--only ROW,ROW]`: the real
 * coordinator under load on one machine, and a plain job queue on the same Postgres beside it.
 * Rounds of both alternate and medians are compared, since only ratios within one run mean
 * something. `--check` exits with 1 when a gate is missed.
 */
import { parseArgs } from 'node:util'
import { startPostgres, useServer } from './postgres.ts'
import { printRow } from './rows/row.ts'
import type { Bench, Row } from './rows/row.ts'
import { rows } from './rows/rows.ts'

const { values } = parseArgs({
  options: {
    /** A Postgres server; databases named pumasi_bench_* are made and dropped there. */
    database: { type: 'string' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** Measured rounds of each row. */
    rounds: { type: 'string', default: '3' },
    /** Units that the store holds already in the row `held`; the gate is meant for 10000000. */
    held: { type: 'string', default: '200000' },
    /** How long the row `memory` watches; the gate is meant for 10. */
    minutes: { type: 'string', default: '0.5' },
    /** Folder for CPU profiles of the coordinator, and what the database spent its time on. */
    profile: { type: 'string' },
  },
})

const server = values.database
  ? await useServer(values.database)
  : await startPostgres({ profiled: values.profile !== undefined })
const bench: Bench = {
  server,
  rounds: Number(values.rounds),
  heldUnits: Number(values.held),
  minutes: Number(values.minutes),
  profile: values.profile ?? null,
}
const only = values.only?.split(',')
const results: Row[] = []
try {
  if (!values.json) console.log(server.about)
  for (const [name, measure] of Object.entries(rows)) {
    if (only !== undefined && !only.includes(name)) continue
    for (const row of await measure(bench)) {
      results.push(row)
      if (!values.json) console.log(printRow(row))
    }
  }
  if (values.json) console.log(JSON.stringify({ server: server.about, rows: results }, null, 2))
} finally {
  await server.stop()
}
// Said outright: what ends the database with this process would set the code to 0.
process.exit(values.check && results.some(({ met }) => met === false) ? 1 : 0)
