/**
 * Settings: every one there is, with its form, bounds, default and words. Command line,
 * environment, file, --help, --print-config and docs/operations.md all come from here.
 */
import { isIP } from 'node:net'
import { envOf as envNameOf } from '@pumasi/daemon'
import { hexOf, isHex } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { z } from 'zod'

/** What people are told about a setting, beside its schema. */
export interface About {
  /** What stands for the value, such as `N`. */
  readonly form: string
  readonly text: string
  /** What is taken when nothing is given, as it would be written. */
  readonly otherwise?: string
  /** Another name in the environment, the one that tools of the field use. */
  readonly env?: string
  /** Never shown, and never taken from the command line, which everybody on a machine can read. */
  readonly secret?: boolean
}

const text = z.string().min(1, 'expected some text')
const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'expected a whole number')
  .transform(Number)
const between = (min: number, max: number) => whole.pipe(z.number().min(min).max(max))
/** Given in seconds, kept in milliseconds. */
const seconds = between(1, 86_400).transform((value) => value * 1_000)
const days = (min: number) => between(min, 36_500)
const webUrl = z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'expected a postgres:// URL' })

const address = z
  .string({ error: 'expected an address' })
  .transform((value) => value.toLowerCase())
  .pipe(hexOf<Account>(20))

/** `ADDRESS:PORT`, an IPv6 address in brackets. */
const listener = z.string().transform((value, context) => {
  const [, host = '', port = ''] = /^\[?([^[\]]+?)\]?:(\d{1,5})$/.exec(value) ?? []
  if (host !== '' && Number(port) <= 65_535) return { host, port: Number(port) }
  context.addIssue('expected ADDRESS:PORT')
  return z.NEVER
})

/** Addresses and networks, separated by commas. */
const networks = z.string().transform((value, context) => {
  const found = value.split(',').map((each) => each.trim())
  for (const each of found) {
    const [address = '', prefix, ...more] = each.split('/')
    const bitsMax = isIP(address) === 6 ? 128 : 32
    const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsMax)
    if (isIP(address) !== 0 && fits && more.length === 0) continue
    context.addIssue(`expected addresses or networks like 10.0.0.0/8, found ${each}`)
    return z.NEVER
  }
  return found
})

/** Accounts, separated by commas, in whatever capitals; `none` for nobody. */
const accounts = z.string().transform((value, context) => {
  const found = value === 'none' ? [] : value.split(',').map((each) => each.trim().toLowerCase())
  const wrong = found.find((each) => !isHex(each, 20))
  if (wrong === undefined) return found as Account[]
  // YAML takes hexadecimal digits without quotes for a number.
  context.addIssue(`expected accounts like "0x...", in quotes in a file, found ${wrong}`)
  return z.NEVER
})

/** Schemes, hosts and ports, separated by commas. */
const origins = z.string().transform((value, context) => {
  const found = value.split(',').map((each) => each.trim().replace(/\/$/, ''))
  const wrong = found.find(
    (each) => !/^https?:/.test(each) || !URL.canParse(each) || new URL(each).origin !== each,
  )
  if (wrong === undefined) return found
  context.addIssue(`expected addresses like https://grid.example.org, found ${wrong}`)
  return z.NEVER
})

const given = <T extends z.ZodType>(type: T, about: About) => type.optional().meta({ about })
const needed = <T extends z.ZodType>(type: T, about: About) => type.meta({ about })
const usual = <T extends z.ZodType<unknown, string>>(
  type: T,
  about: About & { readonly otherwise: string },
) => type.prefault(about.otherwise as z.input<T> & string).meta({ about })

export const settings = {
  data: usual(text, { form: 'DIR', text: 'where everything is kept', otherwise: '.pumasi' }),
  host: usual(text, { form: 'ADDRESS', text: 'address to listen on', otherwise: '127.0.0.1' }),
  port: usual(between(0, 65_535), {
    ...{ form: 'N', text: 'port to listen on, 0 for any free one', otherwise: '4600' },
  }),
  'public-urls': given(origins, {
    ...{
      form: 'LIST',
      text: 'addresses people reach this coordinator at, which sign-in messages must name',
    },
  }),
  operators: usual(accounts, {
    ...{ form: 'LIST', text: 'accounts that are operators once signed in', otherwise: 'none' },
  }),
  submitters: usual(
    z.union([z.enum(['anyone', 'operators']), accounts]).transform((value) => {
      return value === 'operators' ? [] : value
    }),
    {
      ...{ form: 'LIST', text: 'who may submit beside operators: accounts, or anyone signed in' },
      otherwise: 'operators',
    },
  ),
  'jobs-open-max': usual(between(1, 1_000_000), {
    ...{ form: 'N', text: 'jobs one requester may have that are not over', otherwise: '100' },
  }),
  'units-open-max': usual(between(1, 999_999_999), {
    ...{ form: 'N', text: 'units in these jobs', otherwise: '10000000' },
  }),
  'units-per-job-max': usual(between(1, 999_999_999), {
    ...{ form: 'N', text: 'units in one of them', otherwise: '1000000' },
  }),
  'submissions-per-day': usual(between(1, 1_000_000), {
    ...{ form: 'N', text: 'jobs one requester may submit within a day', otherwise: '1000' },
  }),
  'failures-min': usual(between(1, 1_000_000), {
    ...{ form: 'N', text: 'failed units a job is borne, however few came out', otherwise: '20' },
  }),
  'failures-percent': usual(between(0, 100), {
    ...{ form: 'N', text: 'share of units beyond which a job is paused', otherwise: '10' },
  }),
  rpc: needed(webUrl, { form: 'URL', text: 'JSON-RPC endpoint of the chain' }),
  'public-rpc': given(webUrl, {
    ...{
      form: 'URL',
      text: 'endpoint shown to everybody instead of that one, which may hold a key',
    },
  }),
  ledger: needed(address, { form: '0x...', text: 'address of the ledger contract' }),
  'committer-keystore': given(text, {
    ...{ form: 'FILE', text: "the committer's key, encrypted (V3 keystore, `pumasi wallet new`)" },
  }),
  'committer-password': given(text, {
    ...{ form: 'FILE', text: 'file with its password; asked for at the terminal when not given' },
  }),
  'committer-signer': given(webUrl, {
    ...{ form: 'URL', text: 'signer with the key instead, such as clef (eth_signTransaction)' },
  }),
  'committer-account': given(address, { form: '0x...', text: 'whose key it holds' }),
  'committer-key': given(text, {
    ...{ form: 'FILE', text: 'a key as it is (0x and 64 digits), for a local chain only' },
  }),
  confirmations: usual(between(1, 10_000), {
    ...{ form: 'N', text: 'blocks after which a commit is believed to stay', otherwise: '1' },
  }),
  'lease-seconds': usual(seconds, {
    ...{ form: 'N', text: 'how long a lease lasts unless renewed', otherwise: '60' },
  }),
  'batch-units': usual(between(1, 100_000), {
    ...{ form: 'N', text: 'most units in one batch', otherwise: '1000' },
  }),
  'batch-seconds': usual(seconds, {
    ...{ form: 'N', text: 'how long settled units wait for a fuller batch', otherwise: '30' },
  }),
  'trust-rules': given(text, {
    ...{ form: 'FILE', text: 'rules of trust (YAML or JSON) instead of the defaults; all of them' },
  }),
  'close-after-hours': usual(
    between(1, 8_760).transform((value) => value * 3_600_000),
    {
      ...{
        form: 'N',
        text: "silence after which an account's provisional units are checked and decided",
        otherwise: '48',
      },
    },
  ),
  'seed-confirmations': usual(between(0, 10_000), {
    ...{ form: 'N', text: 'blocks on top of the one that draws, before it is used' },
    ...{ otherwise: '3' },
  }),
  'database-url': given(postgresUrl, {
    ...{ form: 'URL', text: 'a Postgres server instead of the embedded database' },
    ...{ env: 'DATABASE_URL', secret: true },
  }),
  's3-endpoint': given(webUrl, {
    ...{
      form: 'URL',
      text: 'keep blobs in an S3-compatible service instead of the data directory',
    },
  }),
  's3-bucket': given(text, { form: 'NAME', text: 'its bucket, which must exist' }),
  's3-region': usual(text, { form: 'NAME', text: 'its region', otherwise: 'us-east-1' }),
  's3-access-key-id': given(text, {
    ...{ form: 'ID', text: 'its access key', env: 'AWS_ACCESS_KEY_ID', secret: true },
  }),
  's3-secret-access-key': given(text, {
    ...{ form: 'KEY', text: 'and the secret of it', env: 'AWS_SECRET_ACCESS_KEY', secret: true },
  }),
  'disk-reserve-mib': usual(between(0, 1_000_000), {
    ...{ form: 'N', text: 'free space below which uploads are refused', otherwise: '256' },
  }),
  'keep-unused-days': usual(days(2), {
    ...{ form: 'N', text: 'how long blobs that nothing needs are kept', otherwise: '7' },
  }),
  'keep-refused-days': usual(days(1), {
    ...{ form: 'N', text: 'how long outputs are kept that were refused', otherwise: '30' },
  }),
  'keep-idle-days': usual(days(1), {
    ...{
      form: 'N',
      text: 'the same for expired leases, idle hosts, and where silent accounts began',
    },
    otherwise: '90',
  }),
  'keep-cancelled-days': usual(days(1), {
    ...{ form: 'N', text: 'the same for cancelled jobs of which nothing was believed' },
    otherwise: '90',
  }),
  'tls-cert': given(text, { form: 'FILE', text: 'certificate chain (PEM): serve HTTPS' }),
  'tls-key': given(text, { form: 'FILE', text: 'its private key (PEM)' }),
  'trusted-proxies': given(networks, {
    ...{ form: 'LIST', text: 'proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8,::1' },
  }),
  'metrics-listen': given(listener, {
    ...{ form: 'ADDRESS:PORT', text: 'serve /metrics there to anybody who reaches it' },
  }),
  'otlp-endpoint': given(webUrl, {
    ...{ form: 'URL', text: 'send traces to this OpenTelemetry collector (OTLP over HTTP)' },
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  }),
  'log-level': usual(z.enum(['trace', 'debug', 'info', 'warn', 'error']), {
    ...{ form: 'LEVEL', text: 'trace, debug, info, warn or error' },
    ...{ otherwise: 'info', env: 'LOG_LEVEL' },
  }),
  'log-file': given(text, { form: 'FILE', text: 'append the log there instead of stderr' }),
  'stop-seconds': usual(
    between(1, 600).transform((value) => value * 1_000),
    {
      ...{
        form: 'N',
        text: 'time that requests under way get to end when stopping',
        otherwise: '10',
      },
    },
  ),
  'calls-max': usual(between(1, 10_000), {
    ...{ form: 'N', text: 'calls of one kind at work at a time', otherwise: '64' },
  }),
  'queue-max': usual(between(0, 100_000), {
    ...{ form: 'N', text: 'calls of one kind that wait for their turn', otherwise: '512' },
  }),
  'queue-seconds': usual(seconds, {
    ...{ form: 'N', text: 'how long each of them waits', otherwise: '5' },
  }),
  'transfers-max': usual(between(1, 10_000), {
    ...{ form: 'N', text: 'uploads, and as many downloads, at a time', otherwise: '128' },
  }),
  'watchers-max': usual(between(1, 100_000), {
    ...{ form: 'N', text: 'open event streams', otherwise: '500' },
  }),
  'registrations-per-minute': usual(between(1, 1_000_000), {
    ...{ form: 'N', text: 'registrations from one address, each two requests', otherwise: '6000' },
  }),
  'submissions-per-minute': usual(between(1, 1_000_000), {
    ...{ form: 'N', text: 'submissions and changes of jobs from one address', otherwise: '600' },
  }),
  'uploads-per-minute': usual(between(1, 1_000_000), {
    ...{ form: 'N', text: 'uploads under one token', otherwise: '12000' },
  }),
  'message-seconds': usual(seconds, {
    ...{ form: 'N', text: 'time a message has to arrive in', otherwise: '30' },
  }),
  'silence-seconds': usual(seconds, {
    ...{ form: 'N', text: 'silence after which a connection is dropped', otherwise: '60' },
  }),
} as const

export type SettingName = keyof typeof settings
export const settingNames = Object.keys(settings) as readonly SettingName[]
export type SettingValues<Names extends SettingName> = {
  readonly [Name in Names]: z.infer<(typeof settings)[Name]>
}
export type Config = SettingValues<SettingName>

/** What is said about a setting. */
export const aboutSetting = (name: SettingName): About => settings[name].meta()?.['about'] as About

/** What every name in the environment begins with. */
export const prefix = 'PUMASI_'

/** A setting's name in the environment. */
export const envOf = (name: SettingName): string => envNameOf(prefix, name)
