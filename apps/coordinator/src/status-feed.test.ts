import { expect, test } from 'vitest'
import { createStatusFeed } from './status-feed.ts'

test('gives the value now, then a newer one for each change that can be told apart', async () => {
  let computed = 0
  const feed = createStatusFeed(async () => (computed += 1), 1)
  const values = feed.watch(undefined)
  expect(await values.next()).toEqual({ done: false, value: 1 })
  const second = values.next()
  feed.touch()
  feed.touch()
  expect(await second).toEqual({ done: false, value: 2 })
  await values.return(undefined)
  expect(computed).toBe(2)
})

test('computes once for all who watch', async () => {
  let computed = 0
  const feed = createStatusFeed(async () => (computed += 1), 1)
  const watchers = Array.from({ length: 50 }, () => feed.watch(undefined))
  const first = await Promise.all(watchers.map((each) => each.next()))
  expect(new Set(first.map(({ value }) => value))).toEqual(new Set([1]))
  feed.touch()
  await Promise.all(watchers.map((each) => each.next()))
  expect(computed).toBe(2)
})

test('sees what another coordinator changed, which nobody tells it', async () => {
  let computed = 0
  const values = createStatusFeed(async () => (computed += 1), 1, 5).watch(undefined)
  expect(await values.next()).toMatchObject({ value: 1 })
  expect(await values.next()).toMatchObject({ value: 2 })
  await values.return(undefined)
})

test('ends when its signal aborts, also before the first value', async () => {
  const stopping = new AbortController()
  const values = createStatusFeed(async () => 1, 1).watch(stopping.signal)
  await values.next()
  const after = values.next()
  stopping.abort()
  expect(await after).toMatchObject({ done: true })
  const late = createStatusFeed(async () => 1, 1).watch(stopping.signal)
  expect(await late.next()).toMatchObject({ done: true })
})

test('a failed computation reaches its watchers and is not handed out again', async () => {
  let works = false
  const compute = () => (works ? Promise.resolve('fine') : Promise.reject(new Error('no store')))
  const feed = createStatusFeed(compute, 1)
  await expect(feed.watch(undefined).next()).rejects.toThrow('no store')
  works = true
  expect(await feed.watch(undefined).next()).toEqual({ done: false, value: 'fine' })
})
