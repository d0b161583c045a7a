//! What the types of a component are in WIT, where the core path depends on it: the component runtime is not there to
//! check them.

use wasmparser::{
    PrimitiveValType,
    component_types::{
        ComponentAnyTypeId, ComponentDefinedType, ComponentDefinedTypeId, ComponentEntityType,
        ComponentFuncType, ComponentItem, ComponentValType, ResourceId,
    },
    types::Types,
};

use super::{
    graph::{Graph, Interface, Shape},
    p3::end::Kind,
    resolve::{Generation, Lifted},
};

const P2_TYPES: &str = "wasi:http/types@0.2.";
const P3_TYPES: &str = "wasi:http/types@0.3.";

pub(super) struct Wit<'a> {
    graph: &'a Graph<'a>,
    types: &'a Types,
}

impl<'a> Wit<'a> {
    pub(super) fn new(graph: &'a Graph<'a>, types: &'a Types) -> Self {
        Self { graph, types }
    }

    /// Whether the function that the component exports as its handler is a `handle`, by name and by type.
    pub(super) fn check_handler(&self, lifted: &Lifted<'_>) -> Shape<()> {
        let handler = self.types.as_ref().component_item_for_export(lifted.interface);
        let handle = handler.and_then(|handler| self.member(handler, "handle"));
        if !matches!(handle, Some(ComponentEntityType::Func(_))) {
            return Err("its handler has no handle".into());
        }
        let function = &self.types[self.types.as_ref().component_function_at(lifted.function)];
        let is_handle = match lifted.generation {
            Generation::P2 => self.is_p2_handle(function),
            Generation::P3 => self.is_p3_handle(function),
        };
        if is_handle { Ok(()) } else { Err("its handle has another type than that of wasi:http".into()) }
    }

    fn is_p2_handle(&self, function: &ComponentFuncType) -> bool {
        let [(_, request), (_, out)] = &*function.params else { return false };
        !function.async_
            && function.result.is_none()
            && self.owns(*request, P2_TYPES, "incoming-request")
            && self.owns(*out, P2_TYPES, "response-outparam")
    }

    fn is_p3_handle(&self, function: &ComponentFuncType) -> bool {
        let [(_, request)] = &*function.params else { return false };
        function.async_
            && self.owns(*request, P3_TYPES, "request")
            && self.check_result(function.result).is_ok()
    }

    /// Whether this is what a handler of 0.3 returns.
    fn check_result(&self, result: Option<ComponentValType>) -> Shape<()> {
        match result.and_then(|result| self.defined(result)) {
            Some(ComponentDefinedType::Result { ok: Some(ok), err: Some(error), .. })
                if self.owns(*ok, P3_TYPES, "response") && self.is_error_code(*error) =>
            {
                Ok(())
            }
            _ => Err("a task returns another type than that of wasi:http".into()),
        }
    }

    /// Whether this, of a function of the canonical ABI, is what a handler of 0.3 returns.
    pub(super) fn check_returned(&self, result: Option<wasmparser::ComponentValType>) -> Shape<()> {
        let result = match result {
            Some(wasmparser::ComponentValType::Type(index)) => self.id_at(index).map(ComponentValType::Type),
            Some(wasmparser::ComponentValType::Primitive(_)) | None => None,
        };
        self.check_result(result)
    }

    /// Whether a type is a stream of bytes.
    pub(super) fn stream(&self, ty: u32) -> Shape<()> {
        match self.defined_at(ty) {
            Some(ComponentDefinedType::Stream {
                ty: Some(ComponentValType::Primitive(PrimitiveValType::U8)),
                ..
            }) => Ok(()),
            _ => Err("it has a stream of another type than bytes".into()),
        }
    }

    /// Which of the futures of `wasi:http` a type is.
    pub(super) fn future(&self, ty: u32) -> Shape<Kind> {
        let unknown = || "it has a future that wasi:http has not".to_owned();
        let Some(ComponentDefinedType::Future { ty: Some(value), .. }) = self.defined_at(ty) else {
            return Err(unknown());
        };
        match self.defined(*value) {
            Some(ComponentDefinedType::Result { ok, err: Some(error), .. }) if self.is_error_code(*error) => {
                match ok {
                    None => Ok(Kind::Done),
                    Some(ok) if self.is_optional_fields(*ok) => Ok(Kind::Trailers),
                    Some(_) => Err(unknown()),
                }
            }
            _ => Err(unknown()),
        }
    }

    fn is_optional_fields(&self, value: ComponentValType) -> bool {
        match self.defined(value) {
            Some(ComponentDefinedType::Option { ty, .. }) => self.owns(*ty, P3_TYPES, "fields"),
            _ => false,
        }
    }

    fn is_error_code(&self, value: ComponentValType) -> bool {
        let ComponentValType::Type(id) = value else { return false };
        let id = self.peeled(ComponentAnyTypeId::Defined(id));
        self.imported(P3_TYPES).any(|types| match self.member(types, "error-code") {
            Some(ComponentEntityType::Type { referenced, .. }) => self.peeled(referenced) == id,
            _ => false,
        })
    }

    /// The type itself, whatever it is called where it is used.
    fn peeled(&self, mut id: ComponentAnyTypeId) -> ComponentAnyTypeId {
        while let Some(behind) = self.types.peel_alias(id) {
            id = behind;
        }
        id
    }

    /// Whether a value is an owned handle to a resource of this name, of those that the component imports.
    fn owns(&self, value: ComponentValType, types: &'static str, name: &str) -> bool {
        let Some(ComponentDefinedType::Own(owned)) = self.defined(value) else { return false };
        self.imported(types).any(|types| self.resource(types, name) == Some(owned.resource()))
    }

    fn defined_at(&self, index: u32) -> Option<&ComponentDefinedType> {
        self.id_at(index).map(|id| &self.types[id])
    }

    fn id_at(&self, index: u32) -> Option<ComponentDefinedTypeId> {
        match self.types.component_any_type_at(index) {
            ComponentAnyTypeId::Defined(id) => Some(id),
            _ => None,
        }
    }

    fn defined(&self, value: ComponentValType) -> Option<&ComponentDefinedType> {
        match value {
            ComponentValType::Type(id) => Some(&self.types[id]),
            ComponentValType::Primitive(_) => None,
        }
    }

    /// The imported interfaces whose names begin so.
    fn imported(&self, prefix: &'static str) -> impl Iterator<Item = &ComponentItem> {
        let names = self.graph.instances.iter().filter_map(move |instance| match instance {
            Interface::Import(name) => Some(name).filter(|name| name.starts_with(prefix)),
            _ => None,
        });
        names.filter_map(|name| self.types.as_ref().component_item_for_import(name))
    }

    fn resource(&self, instance: &ComponentItem, name: &str) -> Option<ResourceId> {
        match self.member(instance, name)? {
            ComponentEntityType::Type { created: ComponentAnyTypeId::Resource(resource), .. } => {
                Some(resource.resource())
            }
            _ => None,
        }
    }

    /// What an instance exports under this name.
    fn member(&self, instance: &ComponentItem, name: &str) -> Option<ComponentEntityType> {
        let ComponentEntityType::Instance(id) = instance.ty else { return None };
        Some(self.types[id].exports.get(name)?.ty)
    }
}
