import { expect, test } from 'vitest'
import { originsOf } from './origins.ts'

const at = { address: '0.0.0.0', family: 'IPv4', port: 4600 }

test.each([
  [{ host: '127.0.0.1' }, 'http://127.0.0.1:4600 http://localhost:4600 http://[::1]:4600'],
  [
    { host: '::1', 'tls-cert': 'a' },
    'https://127.0.0.1:4600 https://localhost:4600 https://[::1]:4600',
  ],
  [
    { host: '10.0.0.7', 'public-urls': ['https://grid.example.org'] },
    'https://grid.example.org http://127.0.0.1:4600 http://localhost:4600 http://[::1]:4600 http://10.0.0.7:4600',
  ],
])('a coordinator at %j is reached at %s', (config, expected) => {
  const whole = { 'public-urls': undefined, 'tls-cert': undefined, ...config }
  expect(originsOf(whole, at)).toEqual(expected.split(' '))
})
