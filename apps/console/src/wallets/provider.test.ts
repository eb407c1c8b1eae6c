import { expect, test } from 'vitest'
import { readAnnouncement } from './provider.ts'

const provider = { request: async () => null }
const info = { uuid: 'u', name: 'a wallet', icon: 'data:image/png;base64,AA', rdns: 'x' }

test('reads an announcement', () => {
  expect(readAnnouncement({ info, provider })).toEqual({
    ...{ uuid: 'u', name: 'a wallet', icon: info.icon, provider },
  })
})

test.each([
  ['nothing', null],
  ['text', 'hello'],
  ['no provider', { info }],
  ['a provider that cannot be asked', { info, provider: { request: 'no' } }],
  ['no name', { info: { ...info, name: '' }, provider }],
  ['a name that is no text', { info: { ...info, name: {} }, provider }],
  ['a name without end', { info: { ...info, name: 'x'.repeat(101) }, provider }],
  ['a name that turns the terminal', { info: { ...info, name: '\u0000' }, provider }],
  ['no id', { info: { ...info, uuid: 7 }, provider }],
])('%s is no wallet', (_what, detail) => {
  expect(readAnnouncement(detail)).toBeNull()
})

test.each([
  ['an address', 'https://example.org/x.png'],
  ['script', 'javascript:alert(1)'],
  ['a page', 'data:text/html,<b>'],
  ['an image without end', `data:image/png;base64,${'A'.repeat(300_000)}`],
  ['nothing', undefined],
])('%s is shown as no icon', (_what, icon) => {
  expect(readAnnouncement({ info: { ...info, icon }, provider })?.icon).toBeNull()
})
