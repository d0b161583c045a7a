//! Takes a component apart: its index spaces, as far as they matter. What `resolve` would not understand is an error
//! here already.

use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ComponentExternalKind, ComponentInstance,
    ComponentTypeRef, ExternalKind, Instance, Parser, Payload,
};

/// Why a component has not the shape that is wanted.
pub(super) type Shape<T> = Result<T, String>;

pub(super) enum CoreFunc {
    Alias { instance: u32, name: String },
    Lower { func: u32, options: Vec<CanonicalOption> },
    Drop { resource: u32 },
    Builtin(CanonicalFunction),
}

pub(super) enum Func {
    Import { instance: u32, name: String },
    Lift { core: u32, options: Vec<CanonicalOption> },
    Other,
}

pub(super) enum Type {
    Import { instance: u32, name: String },
    Other,
}

#[derive(Clone)]
pub(super) enum Interface {
    Import(String),
    /// Of the component itself: the functions that it is made of, besides types.
    Own(Vec<u32>),
    /// Made of other instances, too.
    Other,
}

pub(super) enum CoreInstance {
    Of { module: u32, arguments: Vec<(String, u32)> },
    Exports(Vec<(String, ExternalKind, u32)>),
}

/// The index spaces of the component, as far as they matter.
#[derive(Default)]
pub(super) struct Graph<'a> {
    pub(super) modules: Vec<&'a [u8]>,
    pub(super) core_instances: Vec<CoreInstance>,
    pub(super) core_funcs: Vec<CoreFunc>,
    pub(super) core_memories: Vec<(u32, String)>,
    pub(super) core_tables: Vec<(u32, String)>,
    pub(super) instances: Vec<Interface>,
    pub(super) funcs: Vec<Func>,
    pub(super) types: Vec<Type>,
    /// The names of exported instances, with what they are.
    pub(super) exports: Vec<(String, Interface)>,
    /// Where its first module begins: what it imports, and every type of that, has come by then.
    pub(super) imports_end: usize,
}

pub(super) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// An index that the component was not validated for is an error, too.
pub(super) fn at<T>(all: &[T], index: u32) -> Shape<&T> {
    all.get(index as usize).ok_or_else(|| "an index is out of range".to_owned())
}

impl<'a> Graph<'a> {
    /// Reads a component of which nothing is known yet.
    pub(super) fn read(wasm: &'a [u8]) -> Shape<Self> {
        let mut graph = Self { imports_end: wasm.len(), ..Self::default() };
        let mut section_end = 0;
        // Sections of nested modules and components come in between.
        let mut nested = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.map_err(text)?;
            match (&payload, nested.last()) {
                (Payload::ModuleSection { unchecked_range: range, .. }, None) => {
                    graph.imports_end = graph.imports_end.min(section_end);
                    graph.modules.push(wasm.get(range.clone()).ok_or("a module is cut off")?);
                    nested.push(Nested::Module);
                }
                (Payload::ComponentSection { .. }, None) => nested.push(Nested::Component),
                (Payload::End(_), Some(_)) => drop(nested.pop()),
                (_, Some(Nested::Module)) => {}
                (payload, Some(Nested::Component)) => renames_only(payload)?,
                (_, None) => {
                    if let Some((_, section)) = payload.as_section() {
                        section_end = section.end;
                    }
                    graph.add(payload)?;
                }
            }
        }
        Ok(graph)
    }
}

/// An instance of the component's own, by what it is given or made of.
fn own(instance: ComponentInstance<'_>) -> Interface {
    let parts: Vec<_> = match instance {
        ComponentInstance::Instantiate { args, .. } => args.iter().map(|it| (it.kind, it.index)).collect(),
        ComponentInstance::FromExports(exports) => exports.iter().map(|it| (it.kind, it.index)).collect(),
    };
    let mut functions = Vec::new();
    for (kind, index) in parts {
        match kind {
            ComponentExternalKind::Func => functions.push(index),
            ComponentExternalKind::Type => {}
            _ => return Interface::Other,
        }
    }
    Interface::Own(functions)
}

enum Nested {
    Module,
    Component,
}

/// A nested component gives the exported interface its name. One that holds code of its own could stand in between.
fn renames_only(payload: &Payload<'_>) -> Shape<()> {
    match payload {
        Payload::Version { .. }
        | Payload::ComponentTypeSection(_)
        | Payload::ComponentImportSection(_)
        | Payload::ComponentExportSection(_)
        | Payload::ComponentAliasSection(_)
        | Payload::CustomSection(_) => Ok(()),
        _ => Err("a nested component holds more than names".into()),
    }
}

impl<'a> Graph<'a> {
    fn add(&mut self, payload: Payload<'a>) -> Shape<()> {
        match payload {
            Payload::InstanceSection(section) => {
                for instance in section {
                    self.core_instances.push(match instance.map_err(text)? {
                        Instance::Instantiate { module_index, args } => CoreInstance::Of {
                            module: module_index,
                            arguments: args.iter().map(|it| (it.name.to_owned(), it.index)).collect(),
                        },
                        Instance::FromExports(exports) => CoreInstance::Exports(
                            exports.iter().map(|it| (it.name.to_owned(), it.kind, it.index)).collect(),
                        ),
                    });
                }
            }
            Payload::ComponentTypeSection(section) => {
                self.types.extend((0..section.count()).map(|_| Type::Other));
            }
            Payload::ComponentImportSection(section) => {
                if !self.modules.is_empty() {
                    return Err("it imports after its module".into());
                }
                for import in section {
                    let import = import.map_err(text)?;
                    match import.ty {
                        ComponentTypeRef::Instance(_) => {
                            self.instances.push(Interface::Import(import.name.name.to_owned()))
                        }
                        ComponentTypeRef::Type(_) => self.types.push(Type::Other),
                        other => return Err(format!("it imports {other:?}")),
                    }
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    self.add_alias(alias.map_err(text)?)?;
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section {
                    self.add_canonical(function.map_err(text)?)?;
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section {
                    self.instances.push(own(instance.map_err(text)?));
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    let export = export.map_err(text)?;
                    match export.kind {
                        ComponentExternalKind::Instance => {
                            let interface = at(&self.instances, export.index)?.clone();
                            self.exports.push((export.name.name.to_owned(), interface.clone()));
                            self.instances.push(interface);
                        }
                        ComponentExternalKind::Func => self.funcs.push(Func::Other),
                        ComponentExternalKind::Type => self.types.push(Type::Other),
                        other => return Err(format!("it exports {other:?}")),
                    }
                }
            }
            Payload::Version { .. } | Payload::CustomSection(_) | Payload::End(_) => {}
            _ => return Err("it has a section of another kind".into()),
        }
        Ok(())
    }

    fn add_alias(&mut self, alias: ComponentAlias<'_>) -> Shape<()> {
        match alias {
            ComponentAlias::InstanceExport { kind, instance_index: instance, name } => match kind {
                ComponentExternalKind::Func => self.funcs.push(Func::Import { instance, name: name.into() }),
                ComponentExternalKind::Type => self.types.push(Type::Import { instance, name: name.into() }),
                other => return Err(format!("it has an alias of {other:?}")),
            },
            ComponentAlias::CoreInstanceExport { kind, instance_index: instance, name } => match kind {
                ExternalKind::Func => self.core_funcs.push(CoreFunc::Alias { instance, name: name.into() }),
                ExternalKind::Memory => self.core_memories.push((instance, name.into())),
                ExternalKind::Table => self.core_tables.push((instance, name.into())),
                other => return Err(format!("it has a core alias of {other:?}")),
            },
            ComponentAlias::Outer { .. } => return Err("it has an outer alias".into()),
        }
        Ok(())
    }

    fn add_canonical(&mut self, function: CanonicalFunction) -> Shape<()> {
        match function {
            CanonicalFunction::Lift { core_func_index, options, .. } => {
                self.funcs.push(Func::Lift { core: core_func_index, options: options.to_vec() });
            }
            CanonicalFunction::Lower { func_index, options } => {
                self.core_funcs.push(CoreFunc::Lower { func: func_index, options: options.to_vec() });
            }
            CanonicalFunction::ResourceDrop { resource } => self.core_funcs.push(CoreFunc::Drop { resource }),
            other => self.core_funcs.push(CoreFunc::Builtin(other)),
        }
        Ok(())
    }
}
