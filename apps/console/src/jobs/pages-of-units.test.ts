import { expect, test } from 'vitest'
import { PAGE_UNITS, pagesFor } from './pages-of-units.ts'

test.each([
  [0, 0, [0]],
  [0, PAGE_UNITS - 1, [0]],
  [0, PAGE_UNITS, [0, 1]],
  [PAGE_UNITS - 1, PAGE_UNITS, [0, 1]],
  [999_990, 999_999, [Math.floor(999_990 / PAGE_UNITS)]],
  [-3, 4, [0]],
])('rows %i to %i', (first, last, pages) => {
  expect(pagesFor(first, last)).toEqual(pages)
})
