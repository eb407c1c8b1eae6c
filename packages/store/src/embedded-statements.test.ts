import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { explainFailure } from './failures.ts'

let database: Database

beforeAll(async () => {
  database = await openEmbedded(null)
  await database.run('CREATE TABLE shelf (id int PRIMARY KEY, weight bigint, tag bytea)')
}, 60_000)
afterAll(() => database.close())

const put = (id: number, weight: bigint | null = null, tag: string | null = null) =>
  database.query('INSERT INTO shelf VALUES ($1, $2, $3) RETURNING id, weight, tag', [
    id,
    weight,
    tag,
  ])

test('rows come back as the seam promises, the first time and later', async () => {
  expect(await put(1, 2n ** 62n, '\\xc0ffee')).toEqual([
    { id: 1, weight: 2n ** 62n, tag: '0xc0ffee' },
  ])
  expect(await put(2)).toEqual([{ id: 2, weight: null, tag: null }])
})

test('statements that are first asked at once are kept apart', async () => {
  const asked = [1, 2, 3].map((n) => database.query(`SELECT $1::int + ${n} AS sum`, [n]))
  expect(await Promise.all(asked)).toEqual([[{ sum: 2 }], [{ sum: 4 }], [{ sum: 6 }]])
})

test('a statement that fails the first time is prepared the next', async () => {
  const half = (by: number) => database.query('SELECT 12 / $1::int AS part', [by])
  await expect(half(0)).rejects.toThrow('division by zero')
  await expect(half(0)).rejects.toThrow('division by zero')
  expect(await half(3)).toEqual([{ part: 4 }])
  await expect(half(0)).rejects.toThrow('division by zero')
  expect(await half(4)).toEqual([{ part: 3 }])
})

test('what fails undoes its transaction, and the next call finds none open', async () => {
  const failing = database.transaction(async (session) => {
    await session.query('INSERT INTO shelf VALUES ($1, 1, NULL)', [50])
    await session.query('INSERT INTO shelf VALUES ($1, 1, NULL)', [50])
  })
  await expect(failing).rejects.toMatchObject({ code: '23505' })
  expect(await database.query('SELECT id FROM shelf WHERE id = $1', [50])).toEqual([])
})

test('a call waits for the transaction of another to end', async () => {
  const order: string[] = []
  let outside: Promise<unknown> = Promise.resolve()
  await database.transaction(async (session) => {
    await session.query('SELECT $1::int', [1])
    outside = database.query('SELECT $1::int', [3]).then(() => order.push('call'))
    await session.query('SELECT $1::int', [2])
    order.push('transaction')
  })
  await outside
  expect(order).toEqual(['transaction', 'call'])
})

test('rows are not locked where no other connection is', async () => {
  await put(60)
  await database.transaction(async (session) => {
    const locking = 'SELECT s.id FROM shelf s WHERE s.id = $1 FOR UPDATE OF s SKIP LOCKED'
    expect(await session.query(locking, [60])).toEqual([{ id: 60 }])
  })
  const sql = 'SELECT xmax::text FROM shelf WHERE id = $1'
  expect(await database.query(sql, [60])).toEqual([{ xmax: '0' }])
})

test('statements are planned anew once the tables that they were planned for grew', async () => {
  await database.run(
    'CREATE TABLE grown (id int PRIMARY KEY); INSERT INTO grown SELECT generate_series(1, 3000)',
  )
  const rowsKnown = async () => {
    const sql = `SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'grown'`
    return (await database.query<{ rows: number }>(sql, []))[0]?.rows
  }
  expect(await rowsKnown()).toBe(-1)
  for (let call = 0; call < 200; call += 1) await database.query('SELECT $1::int', [call])
  expect(await rowsKnown()).toBe(3_000)
})

test('what is asked of a closed database fails as a lost connection', async () => {
  const closed = await openEmbedded(null)
  await closed.query('SELECT 1::int AS one', [])
  await closed.close()
  const asked = [
    closed.query('SELECT 1::int AS one', []),
    closed.query('SELECT 2::int AS two', []),
    closed.run('SELECT 1'),
    closed.transaction((session) => session.run('SELECT 1')),
  ]
  for (const answer of await Promise.allSettled(asked)) {
    expect(answer).toMatchObject({ status: 'rejected' })
    const { reason } = answer as PromiseRejectedResult
    expect(explainFailure(reason, 'memory')).toMatchObject({ code: 'STORE_UNREACHABLE' })
  }
}, 60_000)
