//! Sees through the two modules that wit-component adds where an import needs the memory of the module that imports it:
//! a shim, whose functions do nothing but call a table, and a fixup, which fills the table when all is there.

use wasmparser::{ElementItems, ElementKind, ExternalKind, Operator, Parser, Payload, TypeRef};

use super::graph::{CoreInstance, Graph, Shape, at, text};

/// The function that the fixup puts into the slot that the shim's export calls, and the fixup's instance.
pub(super) fn through(graph: &Graph<'_>, shim: u32, export: &str) -> Shape<(u32, u32)> {
    let CoreInstance::Of { module, arguments } = at(&graph.core_instances, shim)? else {
        return Err(format!("{export} comes from no module"));
    };
    if !arguments.is_empty() {
        return Err(format!("{export} comes from a module that has imports"));
    }
    let slot = slot(at(&graph.modules, *module)?, export)?;
    let mut fixups = (0_u32..).zip(&graph.core_instances).filter_map(|(index, instance)| match instance {
        CoreInstance::Of { module, arguments } => arguments
            .iter()
            .any(|(_, argument)| graph.has_table_of(*argument, shim))
            .then_some((index, *module, arguments)),
        CoreInstance::Exports(_) => None,
    });
    let (Some((fixup, module, arguments)), None) = (fixups.next(), fixups.next()) else {
        return Err(format!("not one module fills the slot of {export}"));
    };
    let (from, name) = filled(at(&graph.modules, module)?, slot)?;
    let (_, from) = arguments.iter().find(|(name, _)| *name == from).ok_or("an argument is missing")?;
    Ok((graph.exported(*from, &name)?, fixup))
}

/// The slot of the table that an exported function calls, if it passes its parameters on and does nothing else.
fn slot(module: &[u8], export: &str) -> Shape<u32> {
    let (mut index, mut types, mut functions, mut bodies) = (None, Vec::new(), Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(text)? {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(ty.map_err(text)?.params().len());
                }
            }
            Payload::FunctionSection(section) => {
                functions = section.into_iter().collect::<Result<_, _>>().map_err(text)?;
            }
            Payload::ExportSection(section) => {
                for it in section {
                    let it = it.map_err(text)?;
                    if it.name == export && it.kind == ExternalKind::Func {
                        index = Some(it.index);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            Payload::Version { .. }
            | Payload::TableSection(_)
            | Payload::CodeSectionStart { .. }
            | Payload::CustomSection(_)
            | Payload::End(_) => {}
            _ => return Err("the shim holds more than functions and a table".into()),
        }
    }
    let index = index.ok_or("the shim has no such export")?;
    let parameters = *at(&types, *at(&functions, index)?)?;
    let mut operators = at(&bodies, index)?.get_operators_reader().map_err(text)?;
    let mut next = || operators.read().map_err(text);
    for parameter in 0..parameters {
        if !matches!(next()?, Operator::LocalGet { local_index } if local_index as usize == parameter) {
            return Err(format!("{export} does more than to call its slot"));
        }
    }
    match (next()?, next()?, next()?) {
        (Operator::I32Const { value }, Operator::CallIndirect { table_index: 0, .. }, Operator::End) => {
            u32::try_from(value).map_err(text)
        }
        _ => Err(format!("{export} does more than to call its slot")),
    }
}

/// The import with which the fixup fills a slot.
fn filled(module: &[u8], slot: u32) -> Shape<(String, String)> {
    let (mut imports, mut found) = (Vec::new(), None);
    let (mut tables, mut segments) = (0, 0);
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(text)? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(text)?;
                    match import.ty {
                        TypeRef::Func(_) => imports.push((import.module.to_owned(), import.name.to_owned())),
                        TypeRef::Table(_) => tables += 1,
                        _ => return Err("the fixup imports more than functions and a table".into()),
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element.map_err(text)?;
                    segments += 1;
                    let ElementKind::Active { table_index: None | Some(0), offset_expr } = element.kind
                    else {
                        return Err("the fixup fills another table".into());
                    };
                    let mut offset = offset_expr.get_operators_reader();
                    let Operator::I32Const { value: 0 } = offset.read().map_err(text)? else {
                        return Err("the fixup does not fill the table from its beginning".into());
                    };
                    let ElementItems::Functions(functions) = element.items else {
                        return Err("the fixup fills the table with expressions".into());
                    };
                    found = functions.into_iter().nth(slot as usize).transpose().map_err(text)?;
                }
            }
            Payload::Version { .. }
            | Payload::TypeSection(_)
            | Payload::CustomSection(_)
            | Payload::End(_) => {}
            _ => return Err("the fixup does more than to fill a table".into()),
        }
    }
    match found {
        Some(function) if (tables, segments) == (1, 1) => at(&imports, function).cloned(),
        _ => Err("the fixup does not fill a slot once".into()),
    }
}
