"""The pages: layout, parts and static files that every module's templates are made of."""
