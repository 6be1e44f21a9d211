//! The glue's side: lines of the shape that wasm-bindgen writes, looked for exactly and refused otherwise.

use std::ops::Range;

use super::Odd;

/// Where the glue's own object of imports for `module` stands; `None` if a hand-written script provides them.
pub fn object_of(glue: &str, module: &str) -> Result<Option<Range<usize>>, Odd> {
    let odd = || Odd::NoObject {
        module: module.to_owned(),
    };
    let entry = format!("\n        \"{module}\": ");
    let (_, rest) = glue.split_once(&entry).ok_or_else(odd)?;
    let (variable, _) = rest.split_once(',').ok_or_else(odd)?;
    if glue.contains(&format!("import * as {variable} from ")) {
        return Ok(None);
    }
    let head = format!("\n    const {variable} = {{\n");
    let start = glue.find(&head).ok_or_else(odd)? + head.len();
    let length = glue[start..].find("\n    };\n").ok_or_else(odd)?;
    // Its last line break belongs to it: keys are looked for line by line.
    Ok(Some(start..start + length + 1))
}

/// The glue with the keys of the object at `object` renamed by `short`; the object's functions and all else stay.
pub fn rename_keys(
    glue: &str,
    object: &Range<usize>,
    short: impl Fn(&str) -> Option<String>,
) -> Result<String, Odd> {
    let mut renamed = glue[..object.start].to_owned();
    for line in glue[object.clone()].split_inclusive('\n') {
        match key(line).and_then(|key| Some((key, short(key)?))) {
            Some((key, short)) => {
                renamed.push_str(INDENT);
                renamed.push_str(&short);
                renamed.push_str(&line[INDENT.len() + key.len()..]);
            }
            None => renamed.push_str(line),
        }
    }
    renamed.push_str(&glue[object.end..]);
    Ok(renamed)
}

/// How far wasm-bindgen indents the keys of an object of imports, and nothing else in it that has a colon.
const INDENT: &str = "        ";

/// The names that the object at `object` defines, in order.
pub fn keys<'a>(glue: &'a str, object: &Range<usize>) -> Vec<&'a str> {
    glue[object.clone()].lines().filter_map(key).collect()
}

fn key(line: &str) -> Option<&str> {
    let (key, _) = line.strip_prefix(INDENT)?.split_once(':')?;
    (!key.is_empty() && key.chars().all(is_of_name)).then_some(key)
}

/// The glue with every `wasm.name` as `wasm.short`; `None` if there is none, or if the glue reads the name in another way too.
pub fn rename_export(glue: &str, name: &str, short: &str) -> Option<String> {
    if ['"', '\'', '`']
        .iter()
        .any(|quote| glue.contains(&format!("{quote}{name}{quote}")))
    {
        return None;
    }
    let access = format!("wasm.{name}");
    let mut renamed = String::with_capacity(glue.len());
    let mut rest = glue;
    let mut count = 0;
    while let Some(at) = rest.find(&access) {
        let (before, after) = (&rest[..at], &rest[at + access.len()..]);
        let whole =
            !before.ends_with(|c| is_of_name(c) || c == '.') && !after.starts_with(is_of_name);
        renamed.push_str(before);
        if whole {
            renamed.push_str("wasm.");
            renamed.push_str(short);
            count += 1;
        } else {
            renamed.push_str(&access);
        }
        rest = after;
    }
    renamed.push_str(rest);
    (count > 0).then_some(renamed)
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_renamed() {
        for (glue, renamed) in [
            ("wasm.go(1)", Some("wasm.$a(1)")),
            ("wasm.going + wasm.go", Some("wasm.going + wasm.$a")),
            ("mywasm.go", None),
            ("my.wasm.go", None),
            ("wasm.go; wasm['go']", None),
            ("go()", None),
        ] {
            assert_eq!(
                rename_export(glue, "go", "$a").as_deref(),
                renamed,
                "{glue}"
            );
        }
    }
}
