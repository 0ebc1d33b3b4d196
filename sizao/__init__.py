"""Sizao (四早): early detection, reporting, isolation and treatment of disease in schools."""
