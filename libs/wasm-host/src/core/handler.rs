//! Whether what a component exports is `wasi:http/incoming-handler`, by the types of its function: the component runtime
//! is not there to check them.

use wasmparser::{
    component_types::{
        ComponentAnyTypeId, ComponentDefinedType, ComponentEntityType, ComponentFuncType, ComponentItem,
        ComponentValType, ResourceId,
    },
    types::Types,
};

use super::{
    graph::{Graph, Interface, Shape},
    resolve::HANDLER,
};

const TYPES: &str = "wasi:http/types@0.2.";

/// Whether the function that the component exports as its handler is a `handle`, by name and by type.
pub(super) fn check(graph: &Graph<'_>, types: &Types) -> Shape<()> {
    let (function, ..) = graph.handler()?;
    let export = graph.exports.iter().map(|(name, _)| name).find(|name| name.starts_with(HANDLER));
    let handler = export.and_then(|name| types.as_ref().component_item_for_export(name));
    let handle = handler.and_then(|handler| member(types, handler, "handle"));
    if !matches!(handle, Some(ComponentEntityType::Func(_))) {
        return Err("its handler has no handle".into());
    }
    if is_handle(graph, types, &types[types.as_ref().component_function_at(function)]) {
        Ok(())
    } else {
        Err("its handle has another type than that of wasi:http".into())
    }
}

fn is_handle(graph: &Graph<'_>, types: &Types, function: &ComponentFuncType) -> bool {
    let [(_, request), (_, out)] = &*function.params else { return false };
    !function.async_
        && function.result.is_none()
        && owns(graph, types, *request, "incoming-request")
        && owns(graph, types, *out, "response-outparam")
}

/// Whether a value is an owned handle to a resource of this name, of those that the component imports.
fn owns(graph: &Graph<'_>, types: &Types, value: ComponentValType, name: &str) -> bool {
    let ComponentValType::Type(id) = value else { return false };
    let ComponentDefinedType::Own(owned) = &types[id] else { return false };
    let imported = graph.instances.iter().filter_map(|instance| match instance {
        Interface::Import(name) => Some(name).filter(|name| name.starts_with(TYPES)),
        _ => None,
    });
    imported
        .filter_map(|import| types.as_ref().component_item_for_import(import))
        .any(|import| resource(types, import, name) == Some(owned.resource()))
}

fn resource(types: &Types, instance: &ComponentItem, name: &str) -> Option<ResourceId> {
    match member(types, instance, name)? {
        ComponentEntityType::Type { created: ComponentAnyTypeId::Resource(resource), .. } => {
            Some(resource.resource())
        }
        _ => None,
    }
}

/// What an instance exports under this name.
fn member(types: &Types, instance: &ComponentItem, name: &str) -> Option<ComponentEntityType> {
    let ComponentEntityType::Instance(id) = instance.ty else { return None };
    Some(types[id].exports.get(name)?.ty)
}
