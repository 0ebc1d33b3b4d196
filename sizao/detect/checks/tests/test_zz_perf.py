import time, datetime as dt, uuid, json
from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.ids import new_id

def test_perf(committed_db, cast, now):
    from django.db import connection
    from sizao.detect.checks import jobs, handlers, services
    from sizao.detect.checks.facts import CheckSubmitted
    c=connection.cursor()
    S,G=1500,20
    c.execute("""INSERT INTO orgs_unit (id,level,code,name,short_name,pinyin_key,stage,parent_id,territory_parent_id,authority_path,territory_path,school_id,county_id,city_id,province_id,has_boarders,phone,position,valid_from)
      SELECT 20000000+s,'SCHOOL','',s||'小学',s||'小学','','PRIMARY',430102,430102,'/430000/430100/430102/'||(20000000+s)||'/','/430000/430100/430102/'||(20000000+s)||'/',20000000+s,430102,430100,430000,false,'',0,'2020-01-01' FROM generate_series(1,%s) s""",[S])
    c.execute("""INSERT INTO orgs_unit (id,level,code,name,short_name,pinyin_key,stage,parent_id,territory_parent_id,authority_path,territory_path,school_id,county_id,city_id,province_id,has_boarders,phone,position,valid_from)
      SELECT 30000000+s*100+g,'CLASS','','一('||g||')班','一('||g||')班','','',20000000+s,20000000+s,'/430000/430100/430102/'||(20000000+s)||'/'||(30000000+s*100+g)||'/','/430000/430100/430102/'||(20000000+s)||'/'||(30000000+s*100+g)||'/',20000000+s,430102,430100,430000,false,'',0,'2020-01-01' FROM generate_series(1,%s) s, generate_series(1,%s) g""",[S,G])
    c.execute("""INSERT INTO accounts_user (id,password,username,name,pinyin_key,email,phone,language,theme,is_active,is_demo,must_change_password,created_at)
      SELECT 1000000+s*100+g,'!','u'||s||'_'||g,'x','','','','zh-hans','system',true,false,false,now() FROM generate_series(1,%s) s, generate_series(1,%s) g""",[S,G])
    c.execute("""INSERT INTO accounts_grant (user_id,unit_id,role,starts_on,reason) SELECT 1000000+s*100+g,30000000+s*100+g,'HOMEROOM_TEACHER','2026-09-01','' FROM generate_series(1,%s) s, generate_series(1,%s) g""",[S,G])
    day=now.date()
    c.execute("""INSERT INTO checks_slot (school_id,day,group_id,session,group_kind,enrolled,boarders_only,opens_at,due_at,county_id,city_id,province_id,waived_reason)
      SELECT 20000000+s,%s,30000000+s*100+g,'MORNING','CLASS',40,false,%s,%s,430102,430100,430000,'' FROM generate_series(1,%s) s, generate_series(1,%s) g""",[day,now.replace(hour=6,minute=30),now.replace(hour=10,minute=30),S,G])
    c.execute("ANALYZE")
    t=time.time(); n=jobs.tell_opened(now.replace(hour=6,minute=40)); print("tell_opened",n,time.time()-t)
    t=time.time(); n=jobs.tell_opened(now.replace(hour=6,minute=40)); print("again",n,time.time()-t)
    # 2000 reports, 200 with one pending
    facts=[]
    c.execute("""INSERT INTO roster_person (school_id,id,kind,name,pinyin_key,pinyin_initials,sex,student_number,is_boarder,status,phone_last4,class_position,group_id) SELECT 20000000+s, gen_random_uuid(),'STUDENT','x','','','MALE','',false,'ACTIVE','',7,30000000+s*100+1 FROM generate_series(1,100) s RETURNING school_id,id""")
    people=dict(c.fetchall())
    c.execute("""INSERT INTO checks_healthcheck (school_id,day,id,group_id,group_kind,session,version,enrolled,absent,absent_ill,ill,is_late,submitted_at,submitted_role,source,reason,digest,is_withdrawn,county_id,city_id,province_id)
      SELECT 20000000+s,%s,gen_random_uuid(),30000000+s*100+g,'CLASS','MORNING',1,40,0,0,0,false,%s,'x','WEB','','\\x00',false,430102,430100,430000 FROM generate_series(1,100) s, generate_series(1,20) g RETURNING school_id,id,group_id""",[day,now])
    for sid,cid,gid in c.fetchall():
        pend=()
        if gid%100==1:
            pend=(people[sid],)
            c.execute("INSERT INTO checks_checkentry (school_id,day,id,check_id,group_id,person_id,kind,presence,absence_reason,symptoms,temperature_site,severe_signs,note,diagnosis,shared_meal) VALUES (%s,%s,gen_random_uuid(),%s,%s,%s,'ABSENT','ABSENT','PENDING','{}','','{}','','',false)",[sid,day,cid,gid,people[sid]])
        facts.append(CheckSubmitted(sid,cid,gid,"CLASS",day,"MORNING",1,0,len(pend),False,False,pend))
    for i in range(3):
        t=time.time(); handlers.trace_absences(facts,now=now); a=time.time()-t
        t=time.time(); handlers.settle_reminders(facts,now=now); print("handlers 2000 facts", a, time.time()-t)
    c.execute("select count(*) from core_task"); print(c.fetchone())
    c.execute("select count(*) filter (where read_at is not null), count(*) from core_notice"); print(c.fetchone())
    c.execute("ANALYZE")
    t=time.time(); n=jobs.remind_missing(now.replace(hour=10,minute=15)); print("remind_missing",n,time.time()-t)
    t=time.time(); n=jobs.tell_missed(now.replace(hour=10,minute=31)); print("tell_missed",n,time.time()-t)
    from sizao.core import escalate
    t=time.time(); n=escalate.run(now=now.replace(hour=18,minute=1)); print("escalate",n,time.time()-t)
    from sizao.core.notify import queries
    t=time.time()
    for _ in range(100): queries.count_unread(1000101)
    print("count_unread ms",(time.time()-t)*10)
