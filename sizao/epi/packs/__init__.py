def catalog(): return ()
