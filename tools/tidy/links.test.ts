import { expect, test } from 'vitest'
import { listLinks } from '../workspace/files.ts'

test('a link to a folder of one machine is not tracked', () => {
  expect(listLinks()).toEqual([])
})
