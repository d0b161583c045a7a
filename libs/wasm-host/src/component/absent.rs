//! Files and sockets, which no guest of this host gets. A component may import them all the same, as the standard
//! libraries of many languages do, and has to find that there are none: each function answers in its own type.

use wasmtime::{
    AsContextMut, StoreContextMut, bail,
    component::{
        Component, Linker, LinkerInstance, Resource, ResourceType, Type, Val,
        types::{ComponentFunc, ComponentInstance, ComponentItem},
    },
};

use crate::guest::{ABSENT_PACKAGES, ABSENT_RESOURCES, Guest};

/// The error codes that refuse: `wasi:sockets`, then `wasi:filesystem`.
const REFUSALS: [&str; 2] = ["access-denied", "access"];

/// The type of a file, socket or network that does not exist.
struct Absent;

/// Defines what the component imports of files and sockets.
pub(super) fn define(linker: &mut Linker<Guest>, component: &Component) -> wasmtime::Result<()> {
    for (name, import) in component.component_type().imports(component.engine()) {
        if let ComponentItem::ComponentInstance(interface) = import.ty
            && ABSENT_PACKAGES.iter().any(|package| name.starts_with(package))
        {
            define_interface(&mut linker.instance(name)?, &interface, component)?;
        }
    }
    Ok(())
}

fn define_interface(
    linker: &mut LinkerInstance<'_, Guest>,
    interface: &ComponentInstance,
    component: &Component,
) -> wasmtime::Result<()> {
    for (name, export) in interface.exports(component.engine()) {
        match export.ty {
            ComponentItem::Resource(_) if ABSENT_RESOURCES.contains(&name) => {
                linker.resource(name, ResourceType::host::<Absent>(), |_, _| Ok(()))?;
            }
            ComponentItem::ComponentFunc(function) if function.async_() => {
                linker.func_new_concurrent(name, |accessor, function, _, results| {
                    Box::pin(async move { accessor.with(|store| answer(store, &function, results)) })
                })?;
            }
            ComponentItem::ComponentFunc(_) => {
                linker.func_new_async(name, |mut store, function, arguments, results| {
                    Box::new(async move {
                        give_back(&mut store, arguments).await?;
                        answer(store, &function, results)
                    })
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is lent to a function that takes any values is the function's to let go of: the guest's call fails else.
async fn give_back(store: &mut StoreContextMut<'_, Guest>, arguments: &[Val]) -> wasmtime::Result<()> {
    for argument in arguments {
        if let Val::Resource(resource) = argument {
            resource.resource_drop_async(&mut *store).await?;
        }
    }
    Ok(())
}

/// The empty or refusing value of the function's result. One that has none takes a file or a socket, and there is none
/// to call it with.
fn answer(store: impl AsContextMut, function: &ComponentFunc, results: &mut [Val]) -> wasmtime::Result<()> {
    let Some(ty) = function.results().next() else { return Ok(()) };
    results[0] = match ty {
        Type::List(_) => Val::List(Vec::new()),
        Type::Option(_) => Val::Option(None),
        Type::Own(_) => Val::Resource(Resource::<Absent>::new_own(0).try_into_resource_any(store)?),
        Type::Result(result) => match result.err().and_then(|error| refusal(&error)) {
            Some(error) => Val::Result(Err(Some(Box::new(error)))),
            None => bail!("this host has no files and no sockets"),
        },
        _ => bail!("this host has no files and no sockets"),
    };
    Ok(())
}

fn refusal(error: &Type) -> Option<Val> {
    REFUSALS.iter().find_map(|refusal| match error {
        Type::Enum(codes) => {
            codes.names().any(|name| name == *refusal).then(|| Val::Enum((*refusal).to_owned()))
        }
        Type::Variant(codes) => {
            codes.cases().any(|case| case.name == *refusal).then(|| Val::Variant((*refusal).to_owned(), None))
        }
        _ => None,
    })
}
