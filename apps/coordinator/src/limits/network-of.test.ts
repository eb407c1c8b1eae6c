import { expect, test } from 'vitest'
import { createSeal } from '../seal.ts'
import { aLine, aSite, networkOf } from './network-of.ts'
import { createNetworkTag } from './network-tag.ts'

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:DB8:0001::1', '2001:db8:1:0::/64', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
  ['::1', '0:0:0:0::/64', '0:0:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
  [undefined, 'nowhere', 'nowhere'],
  ['unknown', 'nowhere', 'nowhere'],
  ['192.0.2.7:4711', 'nowhere', 'nowhere'],
  ['1.2.3.4.5', 'nowhere', 'nowhere'],
  ['::ffff:999.1.1.1', 'nowhere', 'nowhere'],
])('%s is on the line %s and at the site %s', (address, line, site) => {
  expect(networkOf(address, aLine)).toBe(line)
  expect(networkOf(address, aSite)).toBe(site)
})

test('a tag is the same for neighbours, differs by site and by grid, and shows no address', () => {
  const tag = createNetworkTag(createSeal(new Uint8Array(32).fill(1)))
  const other = createNetworkTag(createSeal(new Uint8Array(32).fill(2)))
  expect(tag('192.0.2.7')).toMatch(/^0x[0-9a-f]{64}$/)
  expect(tag('192.0.2.200')).toBe(tag('192.0.2.7'))
  expect(tag('192.0.3.7')).not.toBe(tag('192.0.2.7'))
  expect(tag('2001:db8:1:9::1')).toBe(tag('2001:db8:1:2::1'))
  expect(other('192.0.2.7')).not.toBe(tag('192.0.2.7'))
  // What is no address counts as one network, not as none.
  expect(tag('garbage')).toBe(tag(undefined))
  expect(tag('garbage')).not.toBeNull()
})

test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s says nothing', (address) => {
  expect(createNetworkTag(createSeal(new Uint8Array(32)))(address)).toBeNull()
})
