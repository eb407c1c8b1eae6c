/**
 * The reducer: detections and counts of all units in; found signals and false alarms out.
 *
 * A signal shows at many drift rates near its own. Detections are taken from the strongest down;
 * one that a stronger signal explains (near enough in frequency for the difference in drift) is its
 * shadow. False alarms are counted in the recordings without signals.
 */
import { ascending, descending, deviation, group, sum } from 'd3-array'
import { poolUnits } from '../unit-output/pool.ts'
import {
  BIN,
  BLOCKS,
  BLOCK_S,
  DRIFT_STEP,
  RATE,
  SLOT,
  SLOT_S,
  SPAN,
  kinds,
  signals,
} from './band.ts'
import type { Signal } from './band.ts'
import { expectedPerRate, ratesOf } from './noise.ts'
import { readUnitOutput } from './unit-output.ts'
import type { Detection, UnitOutput } from './unit-output.ts'

/** Something that stands out of the noise; frequency at the start, in Hz, drift in Hz/s. */
export interface Source {
  readonly recording: number
  /** Index into `kinds` of its strongest detection. */
  readonly kind: number
  readonly frequency: number
  readonly drift: number
  readonly value: number
}

/** One signal that was put in, and what was found of it. */
export interface Verdict {
  readonly signal: Signal
  /** True if its drift is among those searched and its power makes a detection certain. */
  readonly due: boolean
  readonly recordings: number
  /** Those in which it was found, and the drift found that is farthest from its own, in Hz/s. */
  readonly found: number
  readonly drift: number | undefined
}

/** Values over a threshold in recordings of noise. */
export interface FalseAlarms {
  readonly kind: string
  readonly threshold: number
  readonly found: number
  readonly expected: number
  /** Standard error of `found`, from its scatter between units, and at least that of Poisson. */
  readonly error: number
}

export interface Search {
  readonly recordings: number
  /** Drift rates searched in each. */
  readonly rates: number
  /** Largest drift searched, in Hz/s. */
  readonly reach: number
  readonly verdicts: readonly Verdict[]
  readonly falseAlarms: readonly FalseAlarms[]
  /** Sources that no signal explains, with and without signals in the recording. */
  readonly strays: readonly Source[]
  /** Detections to be expected of noise alone in all recordings. */
  readonly straysExpected: number
  /** Of the first recording with signals: its sources, and all that was detected. */
  readonly sources: readonly Source[]
  readonly detections: readonly Source[]
  /** Largest relative difference between the power of samples and of spectra. */
  readonly imbalance: number
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Search {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ signals: many, seed, part }) => [many, seed, part],
    study: ({ span }) => ({ span }),
  })
  const [{ span }] = units
  const withSignals = units.filter((unit) => unit.signals > 0)
  const noise = units.filter((unit) => unit.signals === 0)
  const byRecording = [...group(withSignals, ({ seed }) => seed).values()]
  const sources = byRecording.flatMap(sourcesOf)
  const known = byRecording.map((parts) => ({
    seed: parts[0]?.seed ?? 0,
    put: signals.slice(0, parts[0]?.signals),
  }))
  const strays = sources.filter(({ recording, ...source }) => {
    const put = known.find(({ seed }) => seed === recording)?.put ?? []
    return !put.some((signal) => explains(signal, source))
  })
  const [first] = byRecording
  return {
    recordings: byRecording.length,
    rates: 2 * span + 1,
    reach: span * DRIFT_STEP,
    verdicts: signals.map((signal) => judge(signal, span, sources, known)),
    falseAlarms: kinds.flatMap((_, kind) => countAlarms(noise, kind)),
    strays: [...strays, ...[...group(noise, ({ seed }) => seed).values()].flatMap(sourcesOf)],
    straysExpected: sum(units, straysOf),
    sources: sources.filter(({ recording }) => recording === first?.[0]?.seed),
    detections: (first ?? []).flatMap((unit) =>
      unit.detections.map((each) => sourceOf(each, unit.seed)),
    ),
    imbalance: Math.max(...units.map(({ imbalanceFemto }) => imbalanceFemto)) / 1e15,
  }
}

/** Middle of the time in which a detection was made, in s. */
const timeOf = ({ kind, at }: Detection): number =>
  kind === 0 ? (at + 0.5) * BLOCK_S : kind === 1 ? (BLOCKS / 2) * BLOCK_S : (at + 0.5) * SLOT_S

const sourceOf = (detection: Detection, recording: number): Source => ({
  recording,
  kind: detection.kind,
  // Dechirped spectra show the frequency at the start.
  frequency: (detection.bin * RATE) / (detection.kind === 2 ? SLOT : SPAN),
  drift: detection.rate * DRIFT_STEP,
  value: detection.value,
})

/** Detections of a recording, strongest first, without the shadows of stronger ones. */
function sourcesOf(units: readonly UnitOutput[]): Source[] {
  const detections = units
    .flatMap((unit) => unit.detections.map((each) => ({ each, source: sourceOf(each, unit.seed) })))
    .toSorted(
      (a, b) =>
        descending(strength(a.source), strength(b.source)) ||
        ascending(a.source.drift, b.source.drift) ||
        ascending(a.source.frequency, b.source.frequency) ||
        ascending(a.each.at, b.each.at),
    )
  const kept: Source[] = []
  for (const { each, source } of detections) {
    if (!kept.some((stronger) => isShadow(source, timeOf(each), stronger))) kept.push(source)
  }
  return kept
}

/** Values of different kinds on one scale: over the threshold of detection. */
const strength = ({ kind, value }: Source): number => value / (kinds[kind]?.detection ?? 1)

/**
 * At a drift that is off, a signal shows where the two lines cross in the time of the detection. In
 * the recording's middle that is known to the half of its length; short spectra are coarser.
 */
function isShadow(source: Source, time: number, stronger: Source): boolean {
  const off = source.frequency - stronger.frequency - (stronger.drift - source.drift) * time
  const smear = Math.abs(stronger.drift - source.drift) * BLOCK_S * (BLOCKS / 2 + 1)
  return Math.abs(off) <= smear + 4 * (RATE / SLOT)
}

/**
 * What a found drift may be off, in Hz/s: a step between drift rates; four where the beam shows a
 * signal for a fifth of the recording only.
 */
export const driftTolerance = ({ moment }: Signal): number => DRIFT_STEP * (moment === 0 ? 1 : 4)

/** The same line in time and frequency, as far as the kind of detection can tell. */
function isNear({ kind, frequency, drift }: Omit<Source, 'recording'>, signal: Signal): boolean {
  const time = signal.moment === 0 ? (BLOCKS / 2) * BLOCK_S : signal.moment
  const off = frequency + drift * time - (signal.frequency + signal.drift * time)
  const width = kind === 2 ? RATE / SLOT : (BLOCKS / 2) * BIN
  return Math.abs(off) <= 2 * width && Math.abs(drift - signal.drift) <= driftTolerance(signal)
}

/** True if the signal shows there at some time: at another drift rate it sweeps along. */
function explains(signal: Signal, source: Omit<Source, 'recording'>): boolean {
  const off = source.frequency - signal.frequency
  const sweep = (signal.drift - source.drift) * BLOCKS * BLOCK_S
  const width = 4 * (RATE / SLOT)
  return off >= Math.min(0, sweep) - width && off <= Math.max(0, sweep) + width
}

/** Power from which on each kind of signal cannot be missed, however it lies between bins. */
export const CERTAIN_POWER = 40

function judge(
  signal: Signal,
  span: number,
  sources: readonly Source[],
  known: readonly { readonly seed: number; readonly put: readonly Signal[] }[],
): Verdict {
  const recordings = known.filter(({ put }) => put.includes(signal))
  const found = recordings.flatMap(({ seed }) => {
    const near = sources.find((each) => each.recording === seed && isNear(each, signal))
    return near === undefined ? [] : [near]
  })
  return {
    signal,
    due: Math.abs(signal.drift) <= (span - 1) * DRIFT_STEP && signal.power >= CERTAIN_POWER,
    recordings: recordings.length,
    found: found.length,
    drift: found
      .map(({ drift }) => drift)
      .toSorted((a, b) => Math.abs(b - signal.drift) - Math.abs(a - signal.drift))[0],
  }
}

function countAlarms(noise: readonly UnitOutput[], kind: number): FalseAlarms[] {
  const { name = '', thresholds = [] } = kinds[kind] ?? {}
  return thresholds.map((threshold, level) => {
    const perRate = expectedPerRate[kind]?.(threshold) ?? Number.NaN
    const parts = noise.map(({ exceed, firstRate, rates }) => ({
      found: exceed[kind]?.[level] ?? 0,
      expected: perRate * ratesOf(kind, firstRate, rates),
    }))
    const expected = sum(parts, (part) => part.expected)
    const scatter = deviation(parts, (part) => part.found - part.expected) ?? 0
    return {
      ...{ kind: name, threshold },
      found: sum(parts, (part) => part.found),
      expected,
      error: Math.max(Math.sqrt(expected), scatter * Math.sqrt(parts.length)),
    }
  })
}

const perRate = kinds.map(({ detection }, kind) => expectedPerRate[kind]?.(detection) ?? 0)

/** Detections to be expected of the noise of one unit. */
const straysOf = ({ firstRate, rates }: UnitOutput): number =>
  sum(perRate, (expected, kind) => expected * ratesOf(kind, firstRate, rates))
