// {{name}} SEED DRAWS: counts random points of the unit square inside the quarter circle.

/// xorshift64*: a generator of its own, so that a seed means the same everywhere.
fn draw(state: &mut u64) -> f64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(2685821657736338717) >> 11) as f64 / 9007199254740992.0
}

/// A whole number up to `most`, written in digits alone.
fn parse(text: &str, most: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if digits { text.parse().ok() } else { None };
    value.filter(|value| *value <= most)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let numbers = match args.as_slice() {
        [seed, draws] => (parse(seed, 9007199254740991), parse(draws, 1000000000000)),
        _ => (None, None),
    };
    let (seed, draws) = match numbers {
        (Some(seed), Some(draws)) => (seed, draws),
        _ => {
            eprintln!("usage: {{name}} SEED DRAWS, whole numbers up to 2^53 - 1 and 10^12");
            std::process::exit(2);
        }
    };
    let mut state = seed + 1;
    let mut hits: u64 = 0;
    for _ in 0..draws {
        let (x, y) = (draw(&mut state), draw(&mut state));
        if x * x + y * y < 1.0 {
            hits += 1;
        }
    }
    println!("{{\"draws\":{},\"hits\":{},\"seed\":{}}}", draws, hits, seed);
}
