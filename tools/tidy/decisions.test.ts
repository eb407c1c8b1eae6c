import { expect, test } from 'vitest'
import { listFiles, readText } from '../workspace/files.ts'

const records = listFiles().filter((path) => /^docs\/adr\/\d/.test(path))
const numberOf = (path: string): number => Number(/\d+/.exec(path)?.[0])

test('each decision has a number of its own, in its name and in its heading', () => {
  const numbers = records.map(numberOf)
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1))
  for (const path of records) {
    expect(readText(path).split('\n')[0], path).toMatch(new RegExp(`^# ${numberOf(path)}\\. `))
  }
})
