/**
 * Statements on PGlite, each prepared once under a name of its own and then sent in one message.
 * PGlite's own `query` sends six, asks for types that are all text here, and plans every time.
 */
import type { PGlite, messages } from '@electric-sql/pglite'
import { serialize } from 'pg-protocol'
import { parsers } from './database.ts'
import type { Parameter, Session } from './database.ts'

type Answer =
  | { readonly name: 'rowDescription'; readonly fields: readonly messages.Field[] }
  | { readonly name: 'dataRow'; readonly fields: readonly (string | null)[] }
  | { readonly name: 'bindComplete' }
type Columns = readonly { readonly name: string; readonly read: (text: string) => unknown }[]

/** Whoever asks has the database to itself: a transaction of its own, or its turn between them. */
export function sessionOn(database: PGlite): Session {
  const names = new Map<string, string>()
  const described = new Map<string, Columns>()

  const send = (parts: readonly Buffer[]): Promise<readonly Answer[]> =>
    database.runExclusive(async () => {
      // Unlike its own `query`, the protocol below would wait for ever.
      if (!database.ready) throw new Error('connection ended: PGlite is closed')
      // A folder has nothing to sync: what is written is in the hands of the operating system.
      const options = { syncToFs: false }
      const answers = await database.execProtocolStream(Buffer.concat(parts), options)
      return answers as unknown as Answer[]
    })

  return {
    async query<Row extends object>(sql: string, params: readonly Parameter[]) {
      const name = names.get(sql) ?? `pumasi_${names.size}`
      names.set(sql, name)
      const known = described.get(sql)
      if (known !== undefined) return readRows<Row>(known, await send(run(name, params)))
      const answers = await send([...prepare(name, sql), ...run(name, params)])
      const columns = columnsOf(database, answers)
      described.set(sql, columns)
      return readRows<Row>(columns, answers)
    },
    async run(script) {
      await send([serialize.query(script)])
    },
  }
}

/** Row locks keep other connections out; here are none, and each is a write and a log record. */
const rowLock = /\bFOR UPDATE( OF \w+)?( SKIP LOCKED)?/g

/** One whose first run failed is there already: its name is freed first, which never fails. */
const prepare = (name: string, sql: string): Buffer[] => [
  serialize.close({ type: 'S', name }),
  serialize.parse({ name, text: sql.replaceAll(rowLock, '') }),
  serialize.describe({ type: 'S', name }),
]

const run = (statement: string, params: readonly Parameter[]): Buffer[] => [
  serialize.bind({
    statement,
    values: params.map((value) => (value === null ? null : String(value))),
  }),
  serialize.execute(),
  serialize.sync(),
]

function columnsOf(database: PGlite, answers: readonly Answer[]): Columns {
  const description = answers.find((answer) => answer.name === 'rowDescription')
  return (description?.fields ?? []).map(({ name, dataTypeID }) => ({
    name,
    read: parsers[dataTypeID] ?? database.parsers[dataTypeID] ?? String,
  }))
}

function readRows<Row extends object>(columns: Columns, answers: readonly Answer[]): Row[] {
  const rows: Row[] = []
  for (const answer of answers) {
    if (answer.name !== 'dataRow') continue
    const row: Record<string, unknown> = {}
    for (const [at, { name, read }] of columns.entries()) {
      const text = answer.fields[at] ?? null
      row[name] = text === null ? null : read(text)
    }
    rows.push(row as Row)
  }
  return rows
}
