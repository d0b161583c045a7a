//! A component with the code of its module left out: it has every type of the component, is checked as that, and costs
//! the compiler next to nothing.

use wasm_encoder::{
    CodeSection, Function, Module, RawSection, Section,
    reencode::{Error, Reencode},
};
use wasmparser::{BinaryReader, Parser};

use super::{graph::Shape, resolve::Main};

/// The id of a section that holds a core module.
const MODULE_SECTION: u8 = 1;

pub(super) fn without_code(component: &[u8], main: &Main<'_>) -> Shape<Vec<u8>> {
    let mut module = Module::new();
    let parsed = WithoutCode.parse_core_module(&mut module, Parser::new(0), main.module);
    parsed.map_err(|error| error.to_string())?;
    let start = section_start(component, main.range.start).ok_or("its sections cannot be followed")?;
    let mut out = component[..start].to_vec();
    RawSection { id: MODULE_SECTION, data: &module.finish() }.append_to(&mut out);
    out.extend_from_slice(component.get(main.range.end..).ok_or("a module is cut off")?);
    Ok(out)
}

/// Where the section begins whose content begins at `content`: its id and its length come first.
fn section_start(component: &[u8], content: usize) -> Option<usize> {
    const HEADER_BYTES: usize = 8;
    let mut sections = BinaryReader::new(component.get(HEADER_BYTES..)?, HEADER_BYTES);
    loop {
        let start = sections.original_position();
        let id = sections.read_u8().ok()?;
        let length = sections.read_var_u32().ok()?;
        if sections.original_position() == content {
            return (id == MODULE_SECTION).then_some(start);
        }
        sections.read_bytes(length as usize).ok()?;
    }
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
