"""All writes to places: places themselves, their checkpoints, who lives in them, imports."""

from sizao.registry.places.services.checkpoints import add_checkpoint, retire_checkpoint
from sizao.registry.places.services.housing import RoomFull, house_people, unhouse_people
from sizao.registry.places.services.importing import (
    ColumnsMissing,
    ImportGone,
    NothingToImport,
    TooManyRows,
    UndoOver,
    discard_import,
    import_rooms,
    read_import,
    start_import,
    undo_import,
)
from sizao.registry.places.services.keeping import (
    NewPlace,
    PlaceExists,
    PlaceInUse,
    PlaceWords,
    add_places,
    change_place,
    retire_place,
)
from sizao.registry.places.services.taking_out import export_places, print_labels

__all__ = [
    "ColumnsMissing",
    "ImportGone",
    "NewPlace",
    "NothingToImport",
    "PlaceExists",
    "PlaceInUse",
    "PlaceWords",
    "RoomFull",
    "TooManyRows",
    "UndoOver",
    "add_checkpoint",
    "add_places",
    "change_place",
    "discard_import",
    "export_places",
    "house_people",
    "import_rooms",
    "print_labels",
    "read_import",
    "retire_checkpoint",
    "retire_place",
    "start_import",
    "undo_import",
    "unhouse_people",
]
