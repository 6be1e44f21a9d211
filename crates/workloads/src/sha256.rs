//! CPU kernel: a chain of SHA-256 digests, each of the one before: work that nobody can share out.
//!
//! Cost: one block a digest, about 0.3 µs natively; `chain(task, 1_000_000)` about 0.3 s.
//!
//! Origin: FIPS 180-4, section 6.2. Written for clear steps; whoever needs a digest for safety takes a crate for it.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "sha256", run };

/// Digests between two checkpoints: 150 to 200 µs.
pub(crate) const SPACING: u32 = 500;

/// Fractions of the square roots of the first 8 primes.
const START: [u32; 8] = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
];

/// Fractions of the cube roots of the first 64 primes.
#[rustfmt::skip]
const ROUNDS: [u32; 64] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
];

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let first = chain(arguments.index, arguments.n, checkpoint);
    Ok(Value::Integer(first.into()))
}

/// The first four bytes of the last of `n` digests: of `task` in decimal digits, then of the digest before. With `n` = 0 those of the digits.
///
/// Passes a checkpoint every 500 digests.
pub fn chain(task: u32, n: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let digits = task.to_string();
    let mut message = [0; 32];
    message[..digits.len()].copy_from_slice(digits.as_bytes());
    let mut len = digits.len();
    for done in 0..n {
        message = digest(&message[..len]);
        len = 32;
        if done % SPACING == SPACING - 1 {
            checkpoint.proceed();
            checkpoint.progress(done.into(), n.into());
        }
    }
    let first = &message[..len.min(4)];
    first
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The digest of a message of at most 55 bytes: what fits one block with its padding.
fn digest(message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..message.len()].copy_from_slice(message);
    block[message.len()] = 0x80;
    block[56..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    let mut digest = [0; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(compress(START, &block)) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

/// The state after one more block.
fn compress(state: [u32; 8], block: &[u8; 64]) -> [u32; 8] {
    let mut words = [0u32; 64];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes
            .iter()
            .fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for t in 16..64 {
        let (near, far) = (words[t - 2], words[t - 15]);
        let near = near.rotate_right(17) ^ near.rotate_right(19) ^ (near >> 10);
        let far = far.rotate_right(7) ^ far.rotate_right(18) ^ (far >> 3);
        words[t] = words[t - 16]
            .wrapping_add(far)
            .wrapping_add(words[t - 7])
            .wrapping_add(near);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    for (word, constant) in words.iter().zip(ROUNDS) {
        let sum = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let first = h
            .wrapping_add(sum)
            .wrapping_add(choice)
            .wrapping_add(constant)
            .wrapping_add(*word);
        let sum = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(sum).wrapping_add(majority));
    }
    let after = [a, b, c, d, e, f, g, h];
    core::array::from_fn(|i| state[i].wrapping_add(after[i]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    fn hex(bytes: [u8; 32]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn digests_are_those_of_the_standard() {
        let rows: [(&[u8], &str); 3] = [
            (
                b"",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                b"abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                &[b'a'; 55],
                "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
            ),
        ];
        for (message, expected) in rows {
            assert_eq!(hex(digest(message)), expected, "{} bytes", message.len());
        }
    }

    #[test]
    fn chains_are_those_of_the_python_shown() {
        let rows = [
            (0, 0, 48),
            (0, 1, 1_609_362_278),
            (7, 1000, 588_348_314),
            (u32::MAX, 2, 3_240_233_836),
        ];
        for (task, n, first) in rows {
            assert_eq!(chain(task, n, &Free), first, "{n} digests of {task}");
        }
    }
}
