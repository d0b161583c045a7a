//! A component with the code of its module left out: it has every type of the component, is checked as that, and costs
//! the compiler next to nothing.

use wasm_encoder::{
    CodeSection, Function, Module,
    reencode::{Error, Reencode},
};
use wasmparser::Parser;

use super::{graph::Shape, resolve::Main};

/// The id of a section that holds a core module.
const MODULE_SECTION: u8 = 1;

pub(super) fn without_code(component: &[u8], main: &Main<'_>) -> Shape<Vec<u8>> {
    let mut module = Module::new();
    let parsed = WithoutCode.parse_core_module(&mut module, Parser::new(0), main.module);
    parsed.map_err(|error| error.to_string())?;
    let module = module.finish();
    let start = section_start(component, main.range.start).ok_or("its sections cannot be followed")?;
    let mut out = component[..start].to_vec();
    out.push(MODULE_SECTION);
    let mut length = u32::try_from(module.len()).map_err(|error| error.to_string())?;
    while length > 0x7f {
        out.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(&module);
    out.extend_from_slice(component.get(main.range.end..).ok_or("a module is cut off")?);
    Ok(out)
}

/// Where the section begins whose content begins at `content`: its id and its length come first.
fn section_start(component: &[u8], content: usize) -> Option<usize> {
    const HEADER_BYTES: usize = 8;
    let mut at = HEADER_BYTES;
    while at < content {
        let (start, mut length, mut shift) = (at, 0_usize, 0);
        loop {
            at += 1;
            let byte = *component.get(at)?;
            length |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        at += 1;
        if at == content {
            return (component[start] == MODULE_SECTION).then_some(start);
        }
        at = at.checked_add(length)?;
    }
    None
}

struct WithoutCode;

impl Reencode for WithoutCode {
    type Error = String;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        _: wasmparser::FunctionBody<'_>,
    ) -> Result<(), Error<String>> {
        let mut function = Function::new([]);
        function.instructions().unreachable().end();
        code.function(&function);
        Ok(())
    }
}
