//! The functions of a module: their bytes, and names that say where each shall stand.

use super::Odd;
use super::bytes::{write_name, write_number};
use super::module::{self, CODE, CUSTOM, IMPORTS};

/// The custom section of names, and its part about functions.
const NAMES: &str = "name";
const FUNCTION_NAMES: u8 = 1;

/// The bodies of the module's own functions, in their order.
pub fn bodies(wasm: &[u8]) -> Result<Vec<&[u8]>, Odd> {
    let mut bodies = Vec::new();
    for section in module::sections(wasm)? {
        if section.id == CODE {
            let mut reader = section.body;
            for _ in 0..reader.number()? {
                let length = reader.number()?;
                bodies.push(reader.take(length)?);
            }
            reader.end(())?;
        }
    }
    Ok(bodies)
}

/// The module with a note that names its functions after their places in `order`, so that sorted by name they stand in it.
pub fn named_by_order(wasm: &[u8], order: &[usize]) -> Result<Vec<u8>, Odd> {
    let mut imported = 0;
    for section in module::sections(wasm)? {
        if section.id == IMPORTS {
            let kinds = module::imports(section.body)?.into_iter();
            imported += kinds.filter(|(_, _, kind)| kind[0] == 0).count();
        }
    }
    let mut places: Vec<(usize, usize)> = order.iter().copied().zip(0..).collect();
    places.sort_unstable();
    let mut names = Vec::new();
    write_number(&mut names, places.len());
    for (function, place) in places {
        write_number(&mut names, imported + function);
        write_name(&mut names, &format!("{place:05}"));
    }
    let mut body = Vec::new();
    write_name(&mut body, NAMES);
    body.push(FUNCTION_NAMES);
    write_number(&mut body, names.len());
    body.extend(names);
    let mut out = wasm.to_vec();
    out.push(CUSTOM);
    write_number(&mut out, body.len());
    out.extend(body);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of one imported function and three of its own, whose bodies are the texts.
    fn wasm() -> Vec<u8> {
        let mut wasm = module::tests::module(&[("m", "f", &[0, 0])], &["run"]);
        // In the place of the code that comes with it.
        wasm.truncate(wasm.len() - 303);
        wasm.extend([CODE, 10, 3, 2, b'a', b'a', 1, b'b', 3, b'c', b'c', b'c']);
        wasm
    }

    #[test]
    fn bodies_come_in_their_order() {
        assert_eq!(bodies(&wasm()), Ok(vec![&b"aa"[..], b"b", b"ccc"]));
        assert!(bodies(&wasm()[..wasm().len() - 1]).is_err());
    }

    #[test]
    fn each_function_is_named_after_its_place_and_imported_ones_are_not() {
        let named = named_by_order(&wasm(), &[2, 0, 1]).unwrap();
        let note = &named[wasm().len()..];
        assert_eq!(&note[2..8], b"\x04name\x01");
        assert_eq!(&note[9..], b"\x03\x01\x0500001\x02\x0500002\x03\x0500000");
        assert_eq!(bodies(&named), bodies(&wasm()));
    }
}
