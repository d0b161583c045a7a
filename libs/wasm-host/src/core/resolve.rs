//! Finds the module that implements `wasi:http/incoming-handler`, and what stands behind each of its imports. Whatever has
//! another shape than one module, with what wit-component puts around it, is an error here and served by the component
//! runtime.

use wasmparser::{CanonicalOption, ExternalKind, Parser, Payload, TypeRef};

use super::{
    graph::{CoreFunc, CoreInstance, Func, Graph, Interface, Shape, Type, at, text},
    shim,
};

/// How the name of the interface that is served begins.
pub(super) const HANDLER: &str = "wasi:http/incoming-handler@0.2.";

/// What stands behind an import of the module.
#[derive(Debug)]
pub(super) enum Import {
    /// `canon lower` of a function of an interface.
    Lowered { interface: String, function: String, has_realloc: bool },
    /// `canon resource.drop` of a resource of an interface.
    Drop { interface: String, resource: String },
}

/// The module, and by what names it exports what the host needs.
pub(super) struct Main<'a> {
    pub(super) module: &'a [u8],
    pub(super) imports: Vec<Import>,
    pub(super) handle: String,
    pub(super) memory: String,
    pub(super) realloc: Option<String>,
}

impl<'a> Graph<'a> {
    /// What the component's module is.
    pub(super) fn main(&self) -> Shape<Main<'a>> {
        let (_, core, options) = self.handler()?;
        let CoreFunc::Alias { instance: main, name: handle } = at(&self.core_funcs, core)? else {
            return Err("its handler is not exported by a module".into());
        };
        let CoreInstance::Of { module, arguments } = at(&self.core_instances, *main)? else {
            return Err("its handler is not exported by a module".into());
        };
        let mut resolved = Main {
            module: at(&self.modules, *module)?,
            imports: Vec::new(),
            handle: handle.clone(),
            memory: String::new(),
            realloc: None,
        };
        self.read_options(options, *main, &mut resolved)?;
        let mut shims = Vec::new();
        for payload in Parser::new(0).parse_all(resolved.module) {
            let Payload::ImportSection(section) = payload.map_err(text)? else { continue };
            for import in section.into_imports() {
                let import = import.map_err(text)?;
                if !matches!(import.ty, TypeRef::Func(_)) {
                    return Err(format!("its module imports {}, which is not a function", import.name));
                }
                let from = arguments
                    .iter()
                    .find(|(name, _)| name == import.module)
                    .ok_or("an argument is missing")?;
                let function = self.exported(from.1, import.name)?;
                let import = self.behind(function, *main, &mut resolved, &mut shims)?;
                resolved.imports.push(import);
            }
        }
        let instances = self.core_instances.iter().filter(|it| matches!(it, CoreInstance::Of { .. })).count();
        shims.sort_unstable();
        shims.dedup();
        // Another module could do anything, if only when it starts.
        if instances != 1 + shims.len() || shims.contains(main) {
            return Err("it has more than one module".into());
        }
        Ok(resolved)
    }

    /// The function of the one interface that is served. What else the component exports, such as the `wasi:cli/run` of
    /// a program with a `main`, is never called.
    /// Its index, that of the module's function, and how it is lifted.
    pub(super) fn handler(&self) -> Shape<(u32, u32, &[CanonicalOption])> {
        let mut handlers = self.exports.iter().filter(|(name, _)| name.starts_with(HANDLER));
        let functions = match (handlers.next(), handlers.next()) {
            (Some((_, Interface::Own(functions))), None) => functions,
            (Some(_), None) => return Err("its handler is not its own alone".into()),
            (Some(_), Some(_)) => return Err("it exports more than one handler of wasi:http 0.2".into()),
            (None, _) => return Err("it does not export wasi:http/incoming-handler 0.2".into()),
        };
        // What may stand in between holds no more than names (see `graph`), so that one function can only be itself.
        let [function] = functions[..] else {
            return Err("its handler is not made of one function".into());
        };
        match at(&self.funcs, function)? {
            Func::Lift { core, options } => Ok((function, *core, options)),
            _ => Err("its handler is not a function of its own".into()),
        }
    }

    /// The function that an instance made of exports has under this name.
    pub(super) fn exported(&self, instance: u32, name: &str) -> Shape<u32> {
        let CoreInstance::Exports(exports) = at(&self.core_instances, instance)? else {
            return Err(format!("{name} comes from another module"));
        };
        match exports.iter().find(|(export, ..)| export == name) {
            Some((_, ExternalKind::Func, index)) => Ok(*index),
            _ => Err(format!("{name} is not there")),
        }
    }

    /// Whether an instance is, or exports, a table of this instance.
    pub(super) fn has_table_of(&self, instance: u32, of: u32) -> bool {
        match self.core_instances.get(instance as usize) {
            Some(CoreInstance::Exports(exports)) => exports.iter().any(|(_, kind, index)| {
                *kind == ExternalKind::Table
                    && self.core_tables.get(*index as usize).is_some_and(|(instance, _)| *instance == of)
            }),
            _ => instance == of,
        }
    }

    fn behind(
        &self,
        function: u32,
        main: u32,
        resolved: &mut Main<'_>,
        shims: &mut Vec<u32>,
    ) -> Shape<Import> {
        match at(&self.core_funcs, function)? {
            CoreFunc::Drop { resource } => {
                let Type::Import { instance, name } = at(&self.types, *resource)? else {
                    return Err("it drops a resource of its own".into());
                };
                Ok(Import::Drop { interface: self.interface(*instance)?, resource: name.clone() })
            }
            CoreFunc::Lower { func, options } => {
                let Func::Import { instance, name } = at(&self.funcs, *func)? else {
                    return Err("it lowers a function of its own".into());
                };
                let has_realloc = self.read_options(options, main, resolved)?;
                let interface = self.interface(*instance)?;
                Ok(Import::Lowered { interface, function: name.clone(), has_realloc })
            }
            CoreFunc::Alias { instance, name } => {
                let (actual, fixup) = shim::through(self, *instance, name)?;
                shims.extend([*instance, fixup]);
                if matches!(at(&self.core_funcs, actual)?, CoreFunc::Alias { .. }) {
                    return Err(format!("{name} leads to another module"));
                }
                self.behind(actual, main, resolved, shims)
            }
        }
    }

    /// The name of an imported interface without its patch version.
    fn interface(&self, instance: u32) -> Shape<String> {
        let Interface::Import(name) = at(&self.instances, instance)? else {
            return Err("it uses an instance of its own".into());
        };
        match name.split_once('@') {
            Some((name, version)) if version.starts_with("0.2.") => Ok(name.to_owned()),
            _ => Err(format!("it imports {name}")),
        }
    }

    /// Whether there is a `realloc` among the options, all of which must be of the one module.
    fn read_options(&self, options: &[CanonicalOption], main: u32, resolved: &mut Main<'_>) -> Shape<bool> {
        let mut has_realloc = false;
        for option in options {
            match option {
                CanonicalOption::UTF8 => {}
                CanonicalOption::Memory(memory) => {
                    let (instance, name) = at(&self.core_memories, *memory)?;
                    if *instance != main || !(resolved.memory.is_empty() || resolved.memory == *name) {
                        return Err("it uses more than one memory".into());
                    }
                    resolved.memory.clone_from(name);
                }
                CanonicalOption::Realloc(function) => {
                    let CoreFunc::Alias { instance, name } = at(&self.core_funcs, *function)? else {
                        return Err("its realloc is not a function of the module".into());
                    };
                    if *instance != main || resolved.realloc.as_ref().is_some_and(|known| known != name) {
                        return Err("it has more than one realloc".into());
                    }
                    resolved.realloc = Some(name.clone());
                    has_realloc = true;
                }
                other => return Err(format!("it uses the option {other:?}")),
            }
        }
        Ok(has_realloc)
    }
}
