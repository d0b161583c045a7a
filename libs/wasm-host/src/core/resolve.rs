//! Finds the module that implements the handler of `wasi:http`, and what stands behind each of its imports. Whatever has
//! another shape than one module, with what wit-component puts around it, is an error here and served by the component
//! runtime.

use wasmparser::{CanonicalFunction, CanonicalOption, ExternalKind, Parser, Payload, TypeRef};

use super::{
    builtins,
    graph::{CoreFunc, CoreInstance, Func, Graph, Interface, Shape, Type, at, text},
    shim,
    wit::Wit,
};

/// How the names of the interfaces that are served begin; of a component that exports both, the newer one is.
const P2_HANDLER: &str = "wasi:http/incoming-handler@0.2.";
const P3_HANDLER: &str = "wasi:http/handler@0.3.";

/// Which `wasi:http` a component is served by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generation {
    P2,
    P3,
}

/// The function that answers requests.
pub(super) struct Lifted<'a> {
    pub(super) generation: Generation,
    /// The name of the interface that has it.
    pub(super) interface: &'a str,
    pub(super) function: u32,
    core: u32,
    options: &'a [CanonicalOption],
}

/// What stands behind an import of the module.
#[derive(Debug)]
pub(super) enum Import {
    /// `canon lower` of a function of an interface.
    Lowered { interface: String, function: String, has_realloc: bool },
    /// `canon resource.drop` of a resource of an interface.
    Drop { interface: String, resource: String },
    /// A function of the canonical ABI itself, by the name that `p3` has for it.
    Builtin(String),
}

impl Import {
    fn is_p3(&self) -> bool {
        match self {
            Self::Lowered { interface, .. } | Self::Drop { interface, .. } => interface.ends_with("@0.3"),
            Self::Builtin(_) => true,
        }
    }
}

/// The module, and by what names it exports what the host needs.
pub(super) struct Main<'a> {
    pub(super) module: &'a [u8],
    pub(super) imports: Vec<Import>,
    pub(super) handle: String,
    /// What is called after `handle`, as long as the guest waits for something.
    pub(super) callback: Option<String>,
    pub(super) memory: String,
    pub(super) realloc: Option<String>,
}

/// What is said of a function that is lifted or lowered, besides the memory that it uses.
#[derive(Default)]
struct Options {
    has_realloc: bool,
    is_async: bool,
    callback: Option<String>,
}

impl<'a> Graph<'a> {
    /// What the component's module is.
    pub(super) fn main(&self, wit: &Wit<'_>) -> Shape<Main<'a>> {
        let handler = self.handler()?;
        let CoreFunc::Alias { instance: main, name: handle } = at(&self.core_funcs, handler.core)? else {
            return Err("its handler is not exported by a module".into());
        };
        let CoreInstance::Of { module, arguments } = at(&self.core_instances, *main)? else {
            return Err("its handler is not exported by a module".into());
        };
        let mut resolved = Main {
            module: at(&self.modules, *module)?,
            imports: Vec::new(),
            handle: handle.clone(),
            callback: None,
            memory: String::new(),
            realloc: None,
        };
        let options = self.read_options(handler.options, *main, &mut resolved)?;
        // A function of 0.3 that would be called otherwise than by a callback waits on a stack of its own.
        if options.is_async != (handler.generation == Generation::P3)
            || options.callback.is_some() != options.is_async
        {
            return Err("its handler is lifted in an unusual way".into());
        }
        resolved.callback = options.callback;
        let is_p2 = handler.generation == Generation::P2;
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
                let import = self.behind(function, *main, &mut resolved, &mut shims, wit)?;
                if is_p2 && import.is_p3() {
                    return Err("it exports a handler of 0.2 and imports what 0.3 has".into());
                }
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
    pub(super) fn handler(&self) -> Shape<Lifted<'_>> {
        let of = |prefix| self.exports.iter().filter(move |(name, _)| name.starts_with(prefix));
        let (generation, prefix) = match of(P3_HANDLER).next() {
            Some(_) => (Generation::P3, P3_HANDLER),
            None => (Generation::P2, P2_HANDLER),
        };
        let mut handlers = of(prefix);
        let (interface, functions) = match (handlers.next(), handlers.next()) {
            (Some((name, Interface::Own(functions))), None) => (name, functions),
            (Some(_), None) => return Err("its handler is not its own alone".into()),
            (Some(_), Some(_)) => return Err("it exports more than one handler of wasi:http".into()),
            (None, _) => return Err("it does not export a handler of wasi:http".into()),
        };
        // What may stand in between holds no more than names (see `graph`), so that one function can only be itself.
        let [function] = functions[..] else {
            return Err("its handler is not made of one function".into());
        };
        match at(&self.funcs, function)? {
            Func::Lift { core, options } => {
                Ok(Lifted { generation, interface, function, core: *core, options })
            }
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
        wit: &Wit<'_>,
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
                let Options { has_realloc, is_async, .. } = self.read_options(options, main, resolved)?;
                let interface = self.interface(*instance)?;
                let function = if is_async { format!("[async]{name}") } else { name.clone() };
                Ok(Import::Lowered { interface, function, has_realloc })
            }
            CoreFunc::Builtin(function) => {
                let (name, options) = builtins::named(function, wit)?;
                let options = self.read_options(options, main, resolved)?;
                if let CanonicalFunction::WaitableSetWait { memory, .. }
                | CanonicalFunction::WaitableSetPoll { memory, .. } = function
                {
                    self.read_memory(*memory, main, resolved)?;
                }
                if builtins::copies(function) && !options.is_async {
                    return Err(format!("it waits within {name}"));
                }
                Ok(Import::Builtin(name))
            }
            CoreFunc::Alias { instance, name } => {
                let (actual, fixup) = shim::through(self, *instance, name)?;
                shims.extend([*instance, fixup]);
                if matches!(at(&self.core_funcs, actual)?, CoreFunc::Alias { .. }) {
                    return Err(format!("{name} leads to another module"));
                }
                self.behind(actual, main, resolved, shims, wit)
            }
        }
    }

    /// The name of an imported interface without its patch version; one of 0.2 has none.
    fn interface(&self, instance: u32) -> Shape<String> {
        let Interface::Import(name) = at(&self.instances, instance)? else {
            return Err("it uses an instance of its own".into());
        };
        match name.split_once('@') {
            Some((name, version)) if version.starts_with("0.2.") => Ok(name.to_owned()),
            Some((name, version)) if version.starts_with("0.3.") => Ok(format!("{name}@0.3")),
            _ => Err(format!("it imports {name}")),
        }
    }

    /// What the options say, all of which must be of the one module.
    fn read_options(
        &self,
        options: &[CanonicalOption],
        main: u32,
        resolved: &mut Main<'_>,
    ) -> Shape<Options> {
        let mut read = Options::default();
        for option in options {
            match option {
                CanonicalOption::UTF8 => {}
                CanonicalOption::Async => read.is_async = true,
                CanonicalOption::Memory(memory) => self.read_memory(*memory, main, resolved)?,
                CanonicalOption::Callback(function) => {
                    let CoreFunc::Alias { instance, name } = at(&self.core_funcs, *function)? else {
                        return Err("its callback is not a function of the module".into());
                    };
                    if *instance != main {
                        return Err("its callback is not a function of the module".into());
                    }
                    read.callback = Some(name.clone());
                }
                CanonicalOption::Realloc(function) => {
                    let CoreFunc::Alias { instance, name } = at(&self.core_funcs, *function)? else {
                        return Err("its realloc is not a function of the module".into());
                    };
                    if *instance != main || resolved.realloc.as_ref().is_some_and(|known| known != name) {
                        return Err("it has more than one realloc".into());
                    }
                    resolved.realloc = Some(name.clone());
                    read.has_realloc = true;
                }
                other => return Err(format!("it uses the option {other:?}")),
            }
        }
        Ok(read)
    }

    fn read_memory(&self, memory: u32, main: u32, resolved: &mut Main<'_>) -> Shape<()> {
        let (instance, name) = at(&self.core_memories, memory)?;
        if *instance != main || !(resolved.memory.is_empty() || resolved.memory == *name) {
            return Err("it uses more than one memory".into());
        }
        resolved.memory.clone_from(name);
        Ok(())
    }
}
