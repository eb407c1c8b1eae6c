/** Simpson's rule over a rational function, in AssemblyScript: floats passed through calls. */
function term(x: f64): f64 {
  return (x * x + 1) / (x * x * x * x + 2 * x + 3)
}

// @ts-ignore: decorator of AssemblyScript
@inline
function square(x: f64): f64 {
  return x * x
}

export function run(steps: i32): f64 {
  const width: f64 = 10.0 / f64(steps)
  let sum: f64 = 0
  for (let step = 0; step < steps; step++) {
    const left = f64(step) * width
    sum += (term(left) + 4 * term(left + width / 2) + term(left + width)) * (width / 6)
    sum += 1e-9 * square(left - 3)
  }
  return sum
}
